//! The threads that answer while the window draws.

mod worker;
