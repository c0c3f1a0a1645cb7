//! The integration along a path.

use candle_core::Tensor;
use glassbox_kernel::TangentLayout;

use crate::domain::jacobian::{JacobianTokens, PathIntegral};
use crate::domain::pooling::SentenceHead;
use crate::domain::quadrature::{Point, Steps};

use super::super::encoder::{Encoder, Linearised, PassContext, Tangents, numbers_of};
use super::super::trace::failed;
use super::super::{Cancel, Model, ModelError};
use super::path::JacobianPath;
use super::readout::{EmbeddingReadout, Readout};
use super::{MOST_POINT_ROWS, MOST_ROWS};

impl Model {
    /// The integral along `path` at the points of `steps`, all tokens together: one tangent a
    /// point, so that it costs about two passes a point.
    ///
    /// # Errors
    /// [`ModelError::Interrupted`] once `cancel` is cancelled; that `head` has no pooling or does
    /// not fit the model.
    pub fn path_integral(
        &self,
        path: &JacobianPath,
        head: &SentenceHead,
        steps: impl Into<Steps>,
        cancel: &Cancel,
    ) -> Result<PathIntegral, ModelError> {
        self.integral_along(path, &self.embedding_readout(head)?, steps.into(), cancel)
    }

    /// The same of anything that is made of the last hidden states.
    pub(in super::super) fn integral_along(
        &self,
        path: &JacobianPath,
        readout: &dyn Readout,
        steps: Steps,
        cancel: &Cancel,
    ) -> Result<PathIntegral, ModelError> {
        let way = vec![Tangent {
            numbers: path.way(),
            only_token: None,
        }];
        let mut integration = Integration::new(self, path, readout, way);
        self.with_weights(|| integration.run(steps, cancel))?;
        let integral = integration.sums.pop().unwrap_or_default();
        ends_of(path, readout, steps, integral)
    }

    fn embedding_readout<'a>(
        &self,
        head: &'a SentenceHead,
    ) -> Result<EmbeddingReadout<'a>, ModelError> {
        let width = self.embedding_width(head)?;
        Ok(EmbeddingReadout { head, width })
    }

    /// The integral along `path` at the points of `steps`, token by token: as many tangents as
    /// tokens a point, pushed together.
    ///
    /// # Errors
    /// As [`path_integral`](Self::path_integral).
    pub fn jacobian_tokens(
        &self,
        path: &JacobianPath,
        head: &SentenceHead,
        steps: impl Into<Steps>,
        cancel: &Cancel,
    ) -> Result<JacobianTokens, ModelError> {
        self.tokens_along(path, &self.embedding_readout(head)?, steps.into(), cancel)
    }

    /// The same of anything that is made of the last hidden states.
    pub(in super::super) fn tokens_along(
        &self,
        path: &JacobianPath,
        readout: &dyn Readout,
        steps: Steps,
        cancel: &Cancel,
    ) -> Result<JacobianTokens, ModelError> {
        let way = path.way();
        let rows = way.chunks_exact(path.width).enumerate();
        // A token that is the same in the reference gives nothing.
        let moved = rows.filter(|(_, row)| row.iter().any(|&x| x != 0.0));
        let tangents = moved.map(|(token, row)| Tangent {
            numbers: row.to_vec(),
            only_token: Some(token),
        });
        let tangents: Vec<Tangent> = tangents.collect();
        let owners: Vec<usize> = tangents.iter().filter_map(|own| own.only_token).collect();
        let mut integration = Integration::new(self, path, readout, tangents);
        self.with_weights(|| integration.run(steps, cancel))?;
        let width = readout.outputs();
        let mut tokens = vec![vec![0.0; width]; path.tokens().len()];
        let mut integral = vec![0.0; width];
        for (owner, sum) in owners.into_iter().zip(integration.sums) {
            for (all, x) in integral.iter_mut().zip(&sum) {
                *all += x;
            }
            if let Some(token) = tokens.get_mut(owner) {
                *token = sum;
            }
        }
        Ok(JacobianTokens {
            layer: path.layer,
            tokens,
            path: ends_of(path, readout, steps, integral)?,
        })
    }
}

fn ends_of(
    path: &JacobianPath,
    readout: &dyn Readout,
    steps: Steps,
    integral: Vec<f64>,
) -> Result<PathIntegral, ModelError> {
    Ok(PathIntegral {
        steps,
        integral,
        embedding: readout.value(path, &path.last_states)?,
        reference: readout.value(path, &path.last_reference)?,
    })
}

/// A change of the hidden states of a text.
struct Tangent {
    /// Of all tokens, or of the only one that changes.
    numbers: Vec<f32>,
    only_token: Option<usize>,
}

/// An integration under way.
struct Integration<'a> {
    encoder: &'a dyn Encoder,
    path: &'a JacobianPath,
    readout: &'a dyn Readout,
    tangents: Vec<Tangent>,
    /// What has become of each tangent, `[tangent][output]`.
    sums: Vec<Vec<f64>>,
}

impl<'a> Integration<'a> {
    fn new(
        model: &'a Model,
        path: &'a JacobianPath,
        readout: &'a dyn Readout,
        tangents: Vec<Tangent>,
    ) -> Self {
        Self {
            encoder: model.encoder.as_ref(),
            path,
            readout,
            sums: vec![vec![0.0; readout.outputs()]; tangents.len()],
            tangents,
        }
    }

    /// Adds up the points of `steps`, as many at once as there is room for.
    fn run(&mut self, steps: Steps, cancel: &Cancel) -> Result<(), ModelError> {
        let tokens = self.path.tokens().len();
        let of_point = tokens * self.tangents.len();
        let room = (MOST_ROWS / of_point.max(1)).min(MOST_POINT_ROWS / tokens.max(1));
        for points in steps.points().chunks(room.max(1)) {
            self.add_points(points, cancel)?;
        }
        Ok(())
    }

    /// Adds the derivative at each of `points` of the path, as much as it counts.
    fn add_points(&mut self, points: &[Point], cancel: &Cancel) -> Result<(), ModelError> {
        let (path, readout) = (self.path, self.readout);
        let tokens = path.tokens().len();
        let (blocks, last) = self.linearised(self.states_at(points)?, points.len(), cancel)?;
        let size = tokens * path.width;
        let states = last.chunks_exact(size.max(1));
        let heads = states.map(|states| readout.linearised(path, states));
        let heads = heads.collect::<Result<Vec<_>, _>>()?;
        let at_once = (MOST_ROWS / (tokens * points.len()).max(1)).max(1);
        for (chunk, sums) in self
            .tangents
            .chunks(at_once)
            .zip(self.sums.chunks_mut(at_once))
        {
            let mut tangents = spread(chunk, tokens, path.width, points.len());
            for block in &blocks {
                if cancel.is_cancelled() {
                    return Err(ModelError::Interrupted);
                }
                tangents = block.derivative.push(tangents).map_err(failed)?;
            }
            let of_point = tangents.numbers.chunks_exact((size * chunk.len()).max(1));
            for ((head, of_point), point) in heads.iter().zip(of_point).zip(points) {
                for (sum, output) in sums.iter_mut().zip(head(of_point)?) {
                    for (sum, x) in sum.iter_mut().zip(output) {
                        *sum += point.weight * x;
                    }
                }
            }
        }
        Ok(())
    }

    /// The hidden states at `points`, one text below the other.
    fn states_at(&self, points: &[Point]) -> Result<Tensor, ModelError> {
        let path = self.path;
        let states = |point: &Point| {
            let share = point.at as f32;
            let pairs = path.reference.iter().zip(&path.states);
            pairs.map(move |(reference, x)| reference + share * (x - reference))
        };
        let numbers: Vec<f32> = points.iter().flat_map(states).collect();
        let rows = numbers.len().checked_div(path.width).unwrap_or(0);
        Tensor::from_vec(numbers, (rows, path.width), &path.device).map_err(failed)
    }

    /// The blocks above the layer, linearised at `points`; and the last hidden states.
    fn linearised(
        &self,
        points: Tensor,
        count: usize,
        cancel: &Cancel,
    ) -> Result<(Vec<Linearised<'a>>, Vec<f32>), ModelError> {
        let lengths = vec![self.path.tokens().len(); count];
        let context = PassContext::new(self.encoder, &lengths).map_err(failed)?;
        let mut hidden = points;
        let mut blocks = Vec::new();
        for index in self.path.layer..self.encoder.layers() {
            if cancel.is_cancelled() {
                return Err(ModelError::Interrupted);
            }
            let block = self.encoder.linearise(index, &hidden, &context);
            let block = block.map_err(failed)?;
            hidden = block.output.clone();
            blocks.push(block);
        }
        Ok((blocks, numbers_of(&hidden).map_err(failed)?))
    }
}

/// The same tangents at each of `points` points.
fn spread(tangents: &[Tangent], tokens: usize, width: usize, points: usize) -> Tangents {
    let size = tokens * width;
    let mut numbers = Vec::with_capacity(points * tangents.len() * size);
    for tangent in tangents {
        let start = numbers.len() + tangent.only_token.unwrap_or(0) * width;
        numbers.resize(numbers.len() + size, 0.0);
        if let Some(to) = numbers.get_mut(start..start + tangent.numbers.len()) {
            to.copy_from_slice(&tangent.numbers);
        }
    }
    Tangents {
        numbers: numbers.repeat(points),
        width,
        layout: TangentLayout {
            tokens,
            tangents: tangents.len(),
        },
        only_tokens: tangents.iter().map(|tangent| tangent.only_token).collect(),
    }
}
