//! Attention: the weights of a block, head by head, what can be read off them, and how they go
//! together with the strengths of the tokens.
//!
//! `weights[h][q][k]` is how much head `h` lets the query `q` take of the key `k`; the weights of a
//! query sum to 1, and a token is among its own keys. Block `N` leads to Layer `N`.
//!
//! | file | what |
//! |---|---|
//! | `measured` | all of it together |
//! | `received` | how much each token receives, summed over queries and heads |
//! | `choice` | which head, and which kind of number |
//! | `matrix` | numbers between every two tokens, or words |
//! | `block` | everything one block's attention left |
//! | `head_facts` | what one head does, in a few numbers |
//! | `overview` | every head of every block, small |
//! | `beside_strength` | attention received and strength, of one text |

mod beside_strength;
mod block;
mod choice;
mod head_facts;
mod matrix;
mod measured;
mod overview;
mod received;

pub use beside_strength::{BesideStrength, ReceivedKind};
pub use block::BlockAttention;
pub use choice::{AttentionKind, HeadChoice};
pub use head_facts::HeadFacts;
pub use matrix::AttentionMatrix;
pub use measured::MeasuredAttention;
pub use overview::{AttentionOverview, BlockOverview, HeadOverview, TILE};
pub use received::AttentionReceived;
