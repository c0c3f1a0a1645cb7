//! Charts as plain data.

mod as_text;
mod colours;
mod corpus;
