//! In how many steps two paths are integrated: as many as leave little over of their cosine.

use crate::domain::jacobian::{Completeness, JacobianTokens};
use crate::domain::pooling::SentenceHead;
use crate::domain::quadrature::{Quadrature, Steps};

use super::super::{Cancel, Model, ModelError};
use super::path::JacobianPath;
use super::readout::Readout;
use super::{FEWEST_STEPS, LARGEST_RESIDUAL, MOST_STEPS};

impl Model {
    /// So many points that less than 1 % of the cosine of two texts is left over; at most 128. The
    /// more blocks lie above the layer, the sharper the path of the embedding turns about its
    /// middle, and the more it takes; where the first guess is not enough, a third more follow. All
    /// tokens of a text are integrated together, which is quick.
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
        let mut steps = Steps {
            count: match self.encoder.layers().saturating_sub(path.layer()) {
                // Nothing but the pooling lies above.
                0 => 1,
                blocks => FEWEST_STEPS + blocks,
            },
            rule: Quadrature::Sinh,
        };
        while steps.count < MOST_STEPS {
            let [a, b] = paths.map(|path| self.path_integral(path, head, steps, cancel));
            let found = Completeness::of(&a?, &b?);
            if found.is_none_or(|found| found.residual_share() < LARGEST_RESIDUAL) {
                break;
            }
            steps.count = (steps.count + steps.count.div_ceil(3)).min(MOST_STEPS);
        }
        Ok(steps)
    }

    /// The fewest steps, doubled from 1 on, that leave less than 1 % of what the outputs differ by
    /// over; at most 128.
    ///
    /// # Errors
    /// As [`path_integral`](Self::path_integral).
    pub(in super::super) fn steps_for(
        &self,
        path: &JacobianPath,
        readout: &dyn Readout,
        cancel: &Cancel,
    ) -> Result<usize, ModelError> {
        let mut steps = 1;
        while steps < MOST_STEPS {
            let found = self.integral_along(path, readout, Steps::from(steps), cancel)?;
            if found.residual_share() < LARGEST_RESIDUAL {
                break;
            }
            steps *= 2;
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
