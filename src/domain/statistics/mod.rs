//! Plain statistics: how two lists of numbers differ, how they go together, and how sure that is.
//!
//! | file | what | as in |
//! |---|---|---|
//! | `dominance` | AUC and Cliff's delta | `mannwhitneyu(a, b) / (n m)` of scipy |
//! | `correlation` | Spearman's rho, also with others held constant | `spearmanr` of scipy; partial correlation of ranks |
//! | `bootstrap` | percentile intervals over whole sentences | Efron & Tibshirani 1993, chapter 13 |
//! | `histogram` | means, quantiles and AUC of many numbers in little memory | - |

mod bootstrap;
mod correlation;
mod dominance;
mod histogram;

pub use bootstrap::{Interval, percentile_interval, resample};
pub use correlation::{partial_spearman, spearman};
pub use dominance::{auc, cliffs_delta};
pub use histogram::Histogram;

pub(in crate::domain) use correlation::partial_correlation;
pub(in crate::domain) use dominance::wins;
