//! Charts as plain data.

mod as_text;
mod attention;
mod colours;
mod corpus;
