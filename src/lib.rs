//! sprintty: a terminal kanban and sprint dashboard for GitHub Projects.
//!
//! # The map
//!
//! Two pure machines in thin shells, over one pure domain. `app` is the interactive program: messages in, effects out.
//! [`sync::machine`] keeps the store and GitHub in step: inputs in, orders out. Neither reads a clock, a file or the network;
//! `tui` and [`sync::engine`] do that for them, so that each hard case is a test of plain values.
//!
//! ```text
//!  keys ─▶ tui ─Message─▶ app::update(&mut Model) ─Effect─▶ tui ─Command─▶ sync::engine ─Input─▶ sync::machine
//!           ▲               │ draw(&Model): cells            ▲                │ ▲                     │
//!           └───────────────┘                                └────Event───────┘ └───────Order─────────┘
//!                                                                     store (SQLite) ◀─┴─▶ github (HTTP)
//! ```
//!
//! Everything a person can change is a [`domain::Edit`]: board, command line, undo, outbox and GitHub's writer share that one
//! vocabulary. What is on screen is [`domain::Replica`]: what GitHub last said, plus the edits it has not confirmed.
//!
//! # What lives where
//!
//! A layer uses layers of a lower level only, and of its own level none; `tests/tidy.rs` holds the exact table.
//!
//! | level | module | holds |
//! |---|---|---|
//! | 6 | `cli` | one file per command: its arguments and what it does with them; the edge where errors become sentences |
//! | 5 | `tui` | the shell of the interactive program: terminal, keys, signals, effects |
//! | 4 | `draw` | a model as cells: reads everything, decides nothing |
//! | 3 | `app` | the interactive program: model, messages, effects, screens, overlays |
//! | 2 | [`sync`] | `machine` decides, `engine` does; commands in, events out |
//! | 2 | `config` | what a person has set: defaults, file, environment, flags |
//! | 1 | [`github`] | GitHub's API in this program's words: questions, answers, errors with their facts |
//! | 1 | [`store`] | one database file: projects, outbox, history, undo journal, where the user was |
//! | 1 | `input` | the table of actions, key presses, the map between them |
//! | 1 | [`clock`] | the only place that reads the time |
//! | 1 | [`emulator`] | GitHub in a box for tests and the demo; knows GitHub and nothing of this crate |
//! | 0 | [`domain`] | what a project is and what follows from it |
//!
//! A feature has the same file name in each layer: `domain/board.rs` puts cards into columns, `app/screen/board/` moves among
//! them, `draw/screen/board.rs` draws them.
//!
//! # What always holds
//!
//! - **The view is the base plus the pending edits, in order.** A refused edit is forgotten and the rest replayed: there is no
//!   code that rolls back.
//! - **An edit says where something ends up, never how far it moves**, so sending it twice does no harm. What makes something
//!   new, a card, an issue, a comment, is the exception: GitHub is asked whether it is there before it is sent again, also when a
//!   person has it sent again; an issue that is not on the project is put there.
//! - **An edit is on disk before the request that sends it**, and leaves the outbox in the transaction that stores a read which
//!   includes it. Quitting, a crash or a lost network loses nothing.
//! - **What the disk did not take is written before anything that came after it**: what is there is never newer in one place than
//!   in another, so a later process takes nothing that is ours for someone else's.
//! - **What a read includes is fixed when the read begins.** An edit accepted while it runs stays on top, so nothing flickers.
//! - **Writes go before reads, one request at a time**, and the machine alone says when to ask again: rate limits and backoff
//!   are its state, and tests own the time.
//! - **One process leads a project** and talks to GitHub; others on the same store follow what it writes.
//! - **The first frame waits for nothing slow**: it comes from the store, before any network, `gh` or keyring.
//! - **A read never moves the cursor, the lifted card, the scroll or a text being typed.**
//! - **Text from GitHub is cleaned once**, where [`github`] converts it: no control or escape character gets further.
//!
//! # Where do I add …?
//!
//! | to add | touch | and you are told of the rest by |
//! |---|---|---|
//! | a key or action | a line of `input/action.rs`, an arm in the screen or overlay that obeys it | the compiler; tests of that table |
//! | a screen | `domain/x.rs`, `app/screen/x.rs`, `draw/screen/x.rs`, a line in each `mod.rs` | the compiler |
//! | a list to choose from | a variant of `app::overlay::Choice` and a file in `app/overlay/` that makes the list | the compiler |
//! | an overlay | a variant of `app::Overlay` and its file in `app/overlay/`, its drawing in `draw/overlay/` | the compiler |
//! | a kind of field | `domain/field.rs` | the compiler: `github/convert.rs`, `github/write.rs`, `domain/query/`, `cli/value.rs`, `cli/json.rs` |
//! | an edit | a variant in `domain/edit.rs` with its inverse, its effect in `domain/snapshot.rs` | the compiler: `github/call.rs`, `domain/wording.rs`; the histories in `sync/machine/simulation/edits.rs` |
//! | a question to GitHub | a document in `assets/graphql/`, its names in `schema.graphql` there, a variant of [`github::Ask`] | `emulator/schema.rs`, `emulator/cost.rs`, `tests/tidy.rs` |
//! | something GitHub does | `emulator/resolve/` for an answer, `emulator/fault.rs` for a misfortune, with the page that documents it | `emulator/tests/` |
//! | something kept on disk | a migration at the end of the list in `store/schema.rs` | the tests of `store` |
//! | a command | `cli/x.rs` (`Args`, `run`), a line in `cli/mod.rs` | the compiler |
//! | a preset of keys or a theme | a file in `assets/keys/` or `assets/themes/`, a line where the others are named | the tests of `input/keymap.rs` and `draw/theme.rs` |
//! | a setting | a commented line in `assets/config.toml`, a field in `config/file.rs` and `config/mod.rs` | the tests of `config` |

pub mod app;
pub mod clock;
pub mod config;
pub mod domain;
pub mod draw;
pub mod emulator;
pub mod github;
pub mod input;
pub mod store;
pub mod sync;
pub mod tui;

pub mod cli;
