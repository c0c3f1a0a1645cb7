//! Where along a path of length 1 a function is looked at, and how much each look counts, so that
//! the weighted sum is near its integral.

use std::f64::consts::PI;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How points are laid along the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quadrature {
    /// The middles of parts of one length, all counting alike: right wherever the function is
    /// steep, but it closes in slowly.
    #[default]
    Midpoint,
    /// The zeros of a Legendre polynomial with the weights that make polynomials of twice the
    /// degree exact: of a smooth function a few points are enough.
    GaussLegendre,
    /// The same after the sinh transformation (Johnston and Elliott 2005), which crowds the points
    /// about the middle: of a function that has a peak there a few points are enough.
    Sinh,
}

/// So many points by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// How many points.
    pub count: usize,
    /// How they are laid.
    pub rule: Quadrature,
}

/// A point of the path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// How far along the path, from 0 to 1.
    pub at: f64,
    /// How much it counts; the weights of all points sum to 1.
    pub weight: f64,
}

impl Quadrature {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Midpoint => "midpoint",
            Self::GaussLegendre => "gauss-legendre",
            Self::Sinh => "sinh",
        }
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = match self.rule {
            Quadrature::Midpoint => "midpoint",
            Quadrature::GaussLegendre => "Gauss-Legendre",
            Quadrature::Sinh => "sinh",
        };
        write!(f, "{} steps ({rule})", self.count)
    }
}

impl From<usize> for Steps {
    /// So many points by the midpoint rule.
    fn from(count: usize) -> Self {
        Self {
            count,
            rule: Quadrature::Midpoint,
        }
    }
}

impl Steps {
    /// The points from the beginning of the path to its end.
    ///
    /// ```
    /// use glassbox::domain::quadrature::{Quadrature, Steps};
    ///
    /// let rule = Quadrature::GaussLegendre;
    /// let points = Steps { count: 3, rule }.points();
    /// let fifth: f64 = points.iter().map(|point| point.weight * point.at.powi(5)).sum();
    /// assert!((fifth - 1.0 / 6.0).abs() < 1e-14);
    /// ```
    pub fn points(self) -> Vec<Point> {
        let count = self.count;
        let legendre = || (0..count).map(|place| legendre_point(count, place));
        match self.rule {
            Quadrature::Midpoint => {
                let point = |place: usize| Point {
                    at: (place as f64 + 0.5) / count as f64,
                    weight: 1.0 / count as f64,
                };
                (0..count).map(point).collect()
            }
            Quadrature::GaussLegendre => legendre().collect(),
            Quadrature::Sinh => crowded(legendre()),
        }
    }
}

/// How wide the peak is that the sinh transformation flattens, of a path of length 1. The path of an
/// embedding turns most about its middle, between padding and words; there it takes about so much of
/// its length.
const PEAK: f64 = 0.08;

/// `points` of an even path, crowded about its middle.
fn crowded(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let end = (0.5 / PEAK).asinh();
    let moved = points.map(|point| {
        let along = end * (2.0 * point.at - 1.0);
        Point {
            at: 0.5 + PEAK * along.sinh(),
            weight: point.weight * along.cosh(),
        }
    });
    let moved: Vec<Point> = moved.collect();
    let all: f64 = moved.iter().map(|point| point.weight).sum();
    let share = |point: Point| Point {
        weight: point.weight / all,
        ..point
    };
    moved.into_iter().map(share).collect()
}

/// Newton's method reaches a zero in a handful of turns.
const MOST_TURNS: usize = 50;

/// The zero `place` of the Legendre polynomial of degree `count`, counted from the beginning of the
/// path.
fn legendre_point(count: usize, place: usize) -> Point {
    let mut x = (PI * (place as f64 + 0.75) / (count as f64 + 0.5)).cos();
    let mut slope = 1.0;
    for _ in 0..MOST_TURNS {
        let (value, slope_here) = legendre(count, x);
        slope = slope_here;
        let step = value / slope;
        x -= step;
        if step.abs() < 1e-15 {
            break;
        }
    }
    Point {
        // From 1 down to -1, on a path from 0 to 1.
        at: (1.0 - x) / 2.0,
        weight: 1.0 / ((1.0 - x * x) * slope * slope),
    }
}

/// The Legendre polynomial of degree `count` at `x`, and its slope there, by the three-term
/// recurrence.
fn legendre(count: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for degree in 1..=count {
        let degree = degree as f64;
        let next = ((2.0 * degree - 1.0) * x * value - (degree - 1.0) * before) / degree;
        (before, value) = (value, next);
    }
    let slope = count as f64 * (x * value - before) / (x * x - 1.0);
    (value, slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(count: usize, rule: Quadrature) -> Steps {
        Steps { count, rule }
    }

    #[test]
    fn the_points_are_those_of_numpy() {
        // numpy.polynomial.legendre.leggauss(4), moved from [-1, 1] to [0, 1].
        let expected = [
            (0.069_431_844_202_973_71, 0.173_927_422_568_726_9),
            (0.330_009_478_207_571_87, 0.326_072_577_431_273_1),
            (0.669_990_521_792_428_1, 0.326_072_577_431_273_1),
            (0.930_568_155_797_026_2, 0.173_927_422_568_726_9),
        ];
        let found = steps(4, Quadrature::GaussLegendre).points();
        for (found, (at, weight)) in found.iter().zip(expected) {
            assert!((found.at - at).abs() < 1e-14, "{found:?}");
            assert!((found.weight - weight).abs() < 1e-14, "{found:?}");
        }
        let middles = Steps::from(2).points().into_iter();
        assert_eq!(
            middles.map(|point| point.at).collect::<Vec<_>>(),
            [0.25, 0.75]
        );
    }

    #[test]
    fn a_peak_in_the_middle_takes_few_points() {
        // The integral of a Lorentzian of this width over [0, 1].
        let (width, exact) = (0.08, 2.0 * 0.08 * (0.5_f64 / 0.08).atan());
        let error = |rule| {
            let points = steps(12, rule).points();
            let peak = |x: f64| 1.0 / (1.0 + ((x - 0.5) / width).powi(2));
            let found: f64 = points
                .iter()
                .map(|point| point.weight * peak(point.at))
                .sum();
            (found - exact).abs() / exact
        };
        assert!(
            error(Quadrature::Sinh) < 2e-6,
            "{}",
            error(Quadrature::Sinh)
        );
        assert!(error(Quadrature::Midpoint) > 1e-3);
        assert!(error(Quadrature::GaussLegendre) > 1e-2);
        let points = steps(7, Quadrature::Sinh).points();
        let all: f64 = points.iter().map(|point| point.weight).sum();
        assert!((all - 1.0).abs() < 1e-12);
        assert!((points[3].at - 0.5).abs() < 1e-12);
        assert!(points.windows(2).all(|two| two[0].at < two[1].at));
    }

    #[test]
    fn weights_sum_to_one_and_polynomials_are_exact() {
        for count in [1, 2, 5, 8, 32, 128] {
            let points = steps(count, Quadrature::GaussLegendre).points();
            let all: f64 = points.iter().map(|point| point.weight).sum();
            assert!((all - 1.0).abs() < 1e-12, "{count}: {all}");
            let degree = i32::try_from(2 * count - 1).unwrap();
            let found: f64 = points
                .iter()
                .map(|point| point.weight * point.at.powi(degree))
                .sum();
            let expected = 1.0 / f64::from(degree + 1);
            assert!((found - expected).abs() < 1e-12, "{count}: {found}");
            assert!(points.windows(2).all(|two| two[0].at < two[1].at));
        }
    }
}
