//! Models of the hub, against a hub on 127.0.0.1.

pub(crate) mod client;
mod command_line;
mod environment;
mod faults;
pub(crate) mod server;

pub(crate) use client::hosted;
