//! Derivatives of what an encoder computes, in forward mode: what a small change of the input (a
//! *tangent*) does to the output, at a *point* where the output is known.
//!
//! Several tangents belong to each point, and several points are worked on at once; what depends on
//! the point alone is computed once for all of its tangents.

pub(crate) mod activation;
#[expect(
    unsafe_code,
    reason = "threads fill the columns of one table, vectors run along rows"
)]
pub(crate) mod attention;
mod layout;
pub(crate) mod norm;
pub(crate) mod rows;
mod tables;

pub use layout::TangentLayout;
