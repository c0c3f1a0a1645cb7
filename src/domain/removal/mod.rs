//! The removal test: does what a text comes to change more without its strongest tokens than
//! without as many others?
//!
//! A text comes to its sentence embedding `e`. What a set `R` of tokens does to it is
//! `d(R) = 1 - cos(e, e without R)`. The HIGH tokens of a text are set against random sets of as
//! many of its judged tokens, and against other ways to choose as many (its rivals).
//!
//! A text with tokens masked is none that the model was trained on (arXiv 2310.07819).

mod choice;
mod kind;
mod plan;
mod planned;
mod result;
mod sets;
mod test;

pub use choice::Rival;
pub use kind::{Removal, RemovalOutput, effect};
pub use planned::RemovalSubject;
pub use result::{
    Against, ChoiceEffect, CurvePoint, MeasuredRemoval, Progress, RemovalTest, area, claim,
};
pub use sets::{MOST_SETS, TokenSets, random_sets};
pub use test::removal_test;
