//! In how many steps two paths are integrated: as many as leave little over of their cosine.

use crate::domain::jacobian::{Completeness, JacobianTokens};
use crate::domain::pooling::SentenceHead;
use crate::domain::quadrature::{Quadrature, Steps};

use super::super::{Cancel, Model, ModelError};
use super::path::JacobianPath;
use super::{LARGEST_RESIDUAL, MOST_STEPS};

impl Model {
    /// The fewest points, doubled from 1 on, that leave less than 1 % of the cosine of two texts
    /// over; at most 128. All tokens of a text are integrated together, which is quick.
    ///
    /// In the upper half of the layers they are laid by the Gauss-Legendre rule, which needs half as
    /// many as the midpoint rule or fewer. Below it needs more: the more blocks lie above, the
    /// sharper the path of the embedding turns.
    ///
    /// # Errors
    /// As [`path_integral`](Self::path_integral).
    pub fn jacobian_steps(
        &self,
        paths: [&JacobianPath; 2],
        head: &SentenceHead,
        cancel: &Cancel,
    ) -> Result<Steps, ModelError> {
        let [path, _] = paths;
        let rule = if 2 * path.layer() < self.encoder.layers() {
            Quadrature::Midpoint
        } else {
            Quadrature::GaussLegendre
        };
        let mut steps = Steps { count: 1, rule };
        while steps.count < MOST_STEPS {
            let [a, b] = paths.map(|path| self.path_integral(path, head, steps, cancel));
            let found = Completeness::of(&a?, &b?);
            if found.is_none_or(|found| found.residual_share() < LARGEST_RESIDUAL) {
                break;
            }
            steps.count *= 2;
        }
        Ok(steps)
    }

    /// What each token of two texts gives to their embeddings, in as many steps as
    /// [`jacobian_steps`](Self::jacobian_steps) finds, or in `steps` by the midpoint rule.
    ///
    /// # Errors
    /// As [`path_integral`](Self::path_integral).
    pub fn jacobian_pair(
        &self,
        paths: [&JacobianPath; 2],
        head: &SentenceHead,
        steps: Option<usize>,
        cancel: &Cancel,
    ) -> Result<[JacobianTokens; 2], ModelError> {
        let steps = match steps {
            Some(steps) => Steps::from(steps.max(1)),
            None => self.jacobian_steps(paths, head, cancel)?,
        };
        let [a, b] = paths.map(|path| self.jacobian_tokens(path, head, steps, cancel));
        Ok([a?, b?])
    }
}
