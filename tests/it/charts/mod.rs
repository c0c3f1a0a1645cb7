//! Charts as plain data.

mod as_text;
mod corpus;
