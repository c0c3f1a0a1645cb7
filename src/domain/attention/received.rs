//! How much attention a token receives: the baselines that the paper's "unlike attention" is
//! measured against.
//!
//! `alpha[h][i][j]` is the weight of head `h` with which token `i` attends to token `j`; a token
//! attends to itself too.

use serde::{Deserialize, Serialize};

/// What the attention of one block leaves at each token of a text: three tables of one number a
/// token, without a unit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AttentionReceived {
    /// The mean of `alpha[h][i][j]` over heads `h` and sources `i`, for each token `j`.
    pub received: Vec<f32>,
    /// The same over the sources that are not special tokens: `[CLS]` and `[SEP]` attend much and
    /// say little. 0 where every token is special.
    pub from_text: Vec<f32>,
    /// The mean over heads and sources of the norm `|alpha[h][i][j] f_h(x_j)|`, where `f_h` maps
    /// the token's state to the value of head `h` and on through that head's part of the output map
    /// (Kobayashi et al. 2020, arXiv 2004.10102). Norms are taken head by head and not of the heads'
    /// sum; the bias of the value map belongs to its head, that of the output map to none.
    pub norm_weighted: Vec<f32>,
}
