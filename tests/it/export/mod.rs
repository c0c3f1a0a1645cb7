//! Files that results are written to.

mod figures;
