//! What a release brings besides the program: its icon, and what stands around it.

mod icons;
mod licences;
mod versions;
