//! GitHub's project filter language: what cards to show.
