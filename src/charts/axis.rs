//! Axes of numbers: their range, where their marks go, how values read.

/// An axis of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The quantity and its unit.
    pub label: String,
    /// The lower end.
    pub min: f64,
    /// The upper end, with room for what is written above the bars.
    pub max: f64,
    /// How values read.
    pub ticks: Ticks,
}

/// How values on an axis read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticks {
    /// As numbers.
    Numbers,
    /// As ranks: the value `count` reads 1, the value 1 reads `count`.
    Ranks {
        /// How many are ranked.
        count: usize,
    },
}

impl Axis {
    /// An axis of plain numbers.
    pub fn numbers(label: impl Into<String>, min: f64, max: f64) -> Self {
        Self {
            label: label.into(),
            min,
            max,
            ticks: Ticks::Numbers,
        }
    }

    /// Round values to mark, at most `most` of them and a few.
    pub fn marks(&self, most: usize) -> Vec<f64> {
        let most = most.max(2) as f64;
        match self.ticks {
            Ticks::Numbers => {
                let step = round_step((self.max - self.min) / most);
                let (first, last) = ((self.min / step).ceil(), (self.max / step).floor());
                let marks = (last - first).clamp(0.0, 1000.0) as usize;
                (0..=marks)
                    .map(|mark| (first + mark as f64) * step)
                    .collect()
            }
            Ticks::Ranks { count } => {
                let step = round_step(count as f64 / most).max(1.0) as usize;
                let round = (step..=count).step_by(step).filter(|&rank| rank > 1);
                std::iter::once(1)
                    .chain(round)
                    .map(|rank| (count + 1) as f64 - rank as f64)
                    .collect()
            }
        }
    }

    /// Where bars begin: at 0, or at the lower end of an axis that begins above it.
    pub fn base(&self) -> f64 {
        self.min.max(0.0)
    }

    /// Where `value` stands: 0 is the lower end, 1 the upper one.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.min) / (self.max - self.min).max(1e-9)
    }

    /// `value` as a reader sees it beside the axis, with two digits behind the point.
    pub fn read(&self, value: f64) -> String {
        self.ticks.text((value * 100.0).round() / 100.0)
    }

    /// Whether a mark at `value` is the 0 of an axis that goes below it, and stands out.
    pub fn is_zero_line(&self, value: f64) -> bool {
        value.abs() < 1e-12 && self.min < 0.0
    }
}

/// The next of 1, 2, 5, 10, 20, 50, … (and their tenths) from `least` up.
fn round_step(least: f64) -> f64 {
    if !(least.is_finite() && least > 0.0) {
        return 1.0;
    }
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|step| step * power)
        .find(|&step| step >= least * 0.999_999)
        .unwrap_or(10.0 * power)
}

impl Ticks {
    /// How `value` reads on the axis; empty between ranks.
    pub fn text(self, value: f64) -> String {
        match self {
            Self::Numbers => format!("{}", (value * 1e6).round() / 1e6),
            Self::Ranks { count } => {
                let rank = count as f64 + 1.0 - value;
                let whole = (rank - rank.round()).abs() < 1e-6;
                if whole && (1.0..=count as f64).contains(&rank) {
                    format!("{}", rank.round())
                } else {
                    String::new()
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(min: f64, max: f64, ticks: Ticks) -> Axis {
        Axis {
            label: String::new(),
            min,
            max,
            ticks,
        }
    }

    #[test]
    fn marks_are_round_and_few() {
        assert_eq!(
            axis(0.0, 16.0, Ticks::Numbers).marks(8),
            [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0]
        );
        assert_eq!(axis(-1.7, 1.6, Ticks::Numbers).marks(4), [-1.0, 0.0, 1.0]);
        assert_eq!(axis(9.8, 9.9, Ticks::Numbers).marks(3).len(), 3);
        assert_eq!(axis(1.0, 1.0, Ticks::Numbers).marks(5), [1.0]);
        assert!(axis(0.0, f64::INFINITY, Ticks::Numbers).marks(5).len() < 2000);
    }

    #[test]
    fn ranks_read_from_one_at_the_top() {
        let ticks = Ticks::Ranks { count: 8 };
        let marks = axis(0.0, 8.0, ticks).marks(4);
        let read: Vec<String> = marks.into_iter().map(|mark| ticks.text(mark)).collect();
        assert_eq!(read, ["1", "2", "4", "6", "8"]);
        assert_eq!(ticks.text(2.5), "");
        assert_eq!(ticks.text(9.0), "");
    }
}
