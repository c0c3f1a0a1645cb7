//! Curves over an axis of numbers, with the bands they are uncertain within.

use super::palette::Series;
use super::{Axis, ChartKey, ReferenceLine};

/// Curves with bands, lines across and single points.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveChart {
    /// What the picture shows.
    pub title: String,
    /// The y axis.
    pub axis: Axis,
    /// What the same heights read on the right, where they have a second reading.
    pub second: Option<SecondScale>,
    /// The x axis.
    pub across: Across,
    /// The curves.
    pub curves: Vec<Curve>,
    /// Horizontal lines with a name.
    pub reference_lines: Vec<ReferenceLine>,
    /// The place that is looked at now.
    pub marked: Option<f64>,
    /// Single points, behind the curves.
    pub points: Vec<ScatterPoint>,
    /// What the marks stand for.
    pub keys: Vec<ChartKey>,
}

/// An x axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Across {
    /// The quantity and its unit.
    pub label: String,
    /// The left end.
    pub min: f64,
    /// The right end.
    pub max: f64,
    /// Where its marks go and how they read, from the left.
    pub marks: Vec<(f64, String)>,
    /// Whether places are powers of ten.
    pub logarithmic: bool,
}

/// Another reading of the y axis: `times * value + plus`.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondScale {
    /// The quantity.
    pub label: String,
    /// What a value is multiplied by.
    pub times: f64,
    /// What is added then.
    pub plus: f64,
}

/// A curve with its band.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The name in the legend and at its end.
    pub name: String,
    /// How it is drawn.
    pub series: Series,
    /// Its points from the left; `None` is a gap where a quantity is undefined.
    pub points: Vec<Option<CurvePoint>>,
}

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Where it is on the x axis.
    pub x: f64,
    /// Its value.
    pub value: f64,
    /// The band about it.
    pub band: Option<(f64, f64)>,
}

impl Curve {
    /// Its stretches without a gap.
    pub fn stretches(&self) -> impl Iterator<Item = Vec<CurvePoint>> + '_ {
        let stretches = self.points.split(Option::is_none);
        stretches
            .map(|stretch| stretch.iter().flatten().copied().collect())
            .filter(|stretch: &Vec<_>| !stretch.is_empty())
    }

    /// The bands about its stretches: x, lower and upper end of each point that has one.
    pub fn bands(&self) -> impl Iterator<Item = Vec<(f64, f64, f64)>> + '_ {
        self.stretches().map(|stretch| {
            let points = stretch.into_iter();
            let banded = points.filter_map(|point| {
                let (low, high) = point.band?;
                Some((point.x, low, high))
            });
            banded.collect()
        })
    }
}

impl CurvePoint {
    /// How low and how high it reaches: its band, or itself where it has none.
    pub fn ends(&self) -> [f64; 2] {
        let (low, high) = self.band.unwrap_or((self.value, self.value));
        [low, high]
    }
}

/// A single point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScatterPoint {
    /// Where it is on the x axis.
    pub x: f64,
    /// Its value.
    pub value: f64,
    /// How it is drawn.
    pub series: Series,
    /// Which thing of the findings it shows.
    pub item: usize,
}

impl Across {
    /// Where `place` stands: 0 is the left end, 1 the right one.
    pub fn share(&self, place: f64) -> f64 {
        (place - self.min) / (self.max - self.min).max(1e-12)
    }

    /// The layers from 0 to `layers`.
    pub fn layers(layers: usize) -> Self {
        Self {
            label: "layer".to_owned(),
            min: -0.3,
            max: layers as f64 + 0.3,
            marks: (0..=layers)
                .map(|layer| (layer as f64, layer.to_string()))
                .collect(),
            logarithmic: false,
        }
    }

    /// How a place on the axis reads.
    pub fn read(&self, place: f64) -> String {
        let value = if self.logarithmic {
            10_f64.powf(place)
        } else {
            place
        };
        format!("{}", value.round())
    }
}

impl CurveChart {
    /// The point of each curve that is nearest to `x`.
    pub fn values_at(&self, x: f64) -> Vec<(&Curve, CurvePoint)> {
        let nearest = |curve: &Curve| {
            let points = curve.points.iter().flatten().copied();
            points.min_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs()))
        };
        let curves = self.curves.iter();
        curves
            .filter_map(|curve| Some((curve, nearest(curve)?)))
            .collect()
    }
}
