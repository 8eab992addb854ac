//! Groups items into the columns of a board, and says where a dropped card lands.
