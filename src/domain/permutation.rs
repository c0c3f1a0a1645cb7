//! Is `R_H` more than chance? A permutation test of one pair of texts.
//!
//! The null: which tokens are HIGH has nothing to do with how far they shifted, so that every way
//! to choose `k` of the `n` judged tokens is as likely as the buckets there are. Each token is then
//! HIGH with chance `k/n`, so `C_H` is expected to be `k/n` of the total and `R_H` exactly `k/n`,
//! whatever the shifts. The p is one-sided: the share of all choices whose `R_H` is at least the
//! one observed. With 6 tokens and 2 HIGH no p is below 1/15.

use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Up to this many choices are all gone through; of more, a sample is drawn.
const MOST_CHOICES: u64 = 200_000;

/// How many choices are drawn where there are too many.
const DRAWS: u64 = 9_999;

/// Sums of the same numbers in another order differ by rounding: by far less than this share of
/// the total.
const ROUNDING: f64 = 1e-12;

/// The shifts of the judged tokens of one pair of texts, and which of them are HIGH.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BucketShifts {
    /// The shifts of HIGH tokens.
    pub high: Vec<f64>,
    /// The shifts of LOW tokens.
    pub low: Vec<f64>,
}

/// `R_H` beside what chance would make it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RatioAndChance {
    /// `R_H = C_H / (C_H + C_L)`.
    pub ratio: f64,
    /// Its expectation under the null: the share of tokens that are HIGH.
    pub chance: f64,
}

/// How likely chance alone makes `R_H` as great.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PermutationP {
    /// The one-sided p.
    pub p: f64,
    /// How many choices were looked at.
    pub choices: u64,
    /// Whether these were all there are; else they were drawn, and the p is `(b + 1) / (m + 1)`
    /// for `b` of `m` drawn choices as great as the buckets.
    pub exact: bool,
}

impl BucketShifts {
    /// How many tokens are judged.
    pub fn tokens(&self) -> usize {
        self.high.len() + self.low.len()
    }

    /// `R_H` and its expectation. None where buckets cannot differ from chance: no HIGH token, no
    /// LOW one, or nothing that shifted.
    pub fn ratio(&self) -> Option<RatioAndChance> {
        let (high, total) = (self.high_sum(), self.total());
        let decided = !self.high.is_empty() && !self.low.is_empty() && total > 0.0;
        (decided && total.is_finite()).then(|| RatioAndChance {
            ratio: high / total,
            chance: self.high.len() as f64 / self.tokens() as f64,
        })
    }

    /// The one-sided p: of all choices where there are at most 200,000, else of 9,999 that
    /// `random` draws. None where [`ratio`](Self::ratio) is.
    pub fn p(&self, random: &mut ChaCha8Rng) -> Option<PermutationP> {
        self.ratio()?;
        let tokens = self.tokens() as u64;
        match choices(tokens, self.high.len() as u64) {
            Some(all) if all <= MOST_CHOICES => Some(self.exact_p(all)),
            _ => Some(self.drawn_p(DRAWS, random)),
        }
    }

    /// The p of all choices, of which there are `all`.
    fn exact_p(&self, all: u64) -> PermutationP {
        let shifts = self.shifts();
        let slack = self.total() * ROUNDING;
        // Whichever bucket is smaller is chosen: as great for HIGH is as little for LOW.
        let as_great = if self.high.len() <= self.low.len() {
            at_least(&shifts, self.high.len(), 0.0, self.high_sum() - slack)
        } else {
            let turned: Vec<f64> = shifts.iter().map(|shift| -shift).collect();
            let low: f64 = self.low.iter().sum();
            at_least(&turned, self.low.len(), 0.0, -low - slack)
        };
        PermutationP {
            p: as_great as f64 / all as f64,
            choices: all,
            exact: true,
        }
    }

    /// The p of `draws` choices that `random` makes.
    fn drawn_p(&self, draws: u64, random: &mut ChaCha8Rng) -> PermutationP {
        let bound = self.high_sum() - self.total() * ROUNDING;
        let mut chooser = self.chooser();
        let as_great = (0..draws)
            .filter(|_| chooser.chosen_sum(random) >= bound)
            .count();
        PermutationP {
            p: (as_great + 1) as f64 / (draws + 1) as f64,
            choices: draws,
            exact: false,
        }
    }

    /// What draws choices of as many tokens as are HIGH.
    pub(in crate::domain) fn chooser(&self) -> Chooser {
        Chooser {
            shifts: self.shifts(),
            chosen: self.high.len(),
        }
    }

    /// The shifts of all judged tokens, added up.
    pub fn total(&self) -> f64 {
        self.high_sum() + self.low.iter().sum::<f64>()
    }

    fn high_sum(&self) -> f64 {
        self.high.iter().sum()
    }

    fn shifts(&self) -> Vec<f64> {
        self.high.iter().chain(&self.low).copied().collect()
    }
}

/// Draws choices of some of the tokens, each as likely as any other.
pub(in crate::domain) struct Chooser {
    shifts: Vec<f64>,
    chosen: usize,
}

impl Chooser {
    /// The sum of the shifts of the next choice.
    pub(in crate::domain) fn chosen_sum(&mut self, random: &mut ChaCha8Rng) -> f64 {
        // The first places of a shuffle that stops behind them. The order it starts from plays no
        // part, so the last one's will do.
        let count = self.shifts.len();
        let mut sum = 0.0;
        for place in 0..self.chosen {
            let other = random.random_range(place as u32..count as u32) as usize;
            self.shifts.swap(place, other);
            sum += self.shifts.get(place).copied().unwrap_or_default();
        }
        sum
    }
}

/// For how many choices of `count` of the `shifts` their sum, and `sum` with it, is at least
/// `bound`.
fn at_least(shifts: &[f64], count: usize, sum: f64, bound: f64) -> u64 {
    if count == 0 {
        return u64::from(sum >= bound);
    }
    if count == 1 {
        let as_great = shifts.iter().filter(|&&shift| sum + shift >= bound);
        return as_great.count() as u64;
    }
    // The first that is chosen, then those behind it.
    let firsts = shifts.iter().enumerate();
    let firsts = firsts.take((shifts.len() + 1).saturating_sub(count));
    firsts
        .map(|(place, shift)| {
            let behind = shifts.get(place + 1..).unwrap_or_default();
            at_least(behind, count - 1, sum + shift, bound)
        })
        .sum()
}

/// The binomial coefficient; `None` beyond a hundred times [`MOST_CHOICES`].
fn choices(tokens: u64, chosen: u64) -> Option<u64> {
    let chosen = chosen.min(tokens.checked_sub(chosen)?);
    (0..chosen).try_fold(1_u64, |so_far, place| {
        let next = so_far.checked_mul(tokens - place)? / (place + 1);
        (next <= 100 * MOST_CHOICES).then_some(next)
    })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;
    use crate::domain::paper::recomputed;
    use crate::domain::paper::{TABLE_5, TABLE_6};
    use crate::domain::token_scores::Bucket;

    fn judged(high: &[f64], low: &[f64]) -> BucketShifts {
        BucketShifts {
            high: high.to_vec(),
            low: low.to_vec(),
        }
    }

    fn random() -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(7)
    }

    #[test]
    fn six_tokens_of_which_two_are_high_give_one_in_fifteen() {
        let buckets = TABLE_5.map(|row| row.bucket.unwrap());
        let mut shifts = BucketShifts::default();
        for (row, bucket) in TABLE_6.iter().zip(buckets) {
            match bucket {
                Bucket::High => shifts.high.push(row.shift.value),
                Bucket::Low => shifts.low.push(row.shift.value),
            }
        }
        let ratio = shifts.ratio().unwrap();
        assert!((ratio.ratio - 0.76).abs() < 1e-9, "{ratio:?}");
        assert_eq!(ratio.chance, 1.0 / 3.0);
        let p = shifts.p(&mut random()).unwrap();
        assert_eq!((p.p, p.choices, p.exact), (1.0 / 15.0, 15, true));
    }

    #[test]
    fn the_p_is_the_share_of_choices_as_great_whichever_bucket_is_smaller() {
        use Bucket::{High, Low};
        let shifts = [0.3, 0.1, 0.2, 0.1, 0.7, 0.4, 0.25];
        for high in 1..1_u32 << 7 {
            let buckets =
                [0, 1, 2, 3, 4, 5, 6].map(|place| if high >> place & 1 == 1 { High } else { Low });
            let of = |wanted: Bucket| {
                let both = shifts.iter().zip(buckets);
                let wanted = both.filter(|&(_, bucket)| bucket == wanted);
                wanted.map(|(&shift, _)| shift).collect()
            };
            let judged = BucketShifts {
                high: of(High),
                low: of(Low),
            };
            let p = judged.p(&mut random());
            if high == (1 << 7) - 1 {
                assert_eq!(p, None);
                continue;
            }
            let (all, as_great) = recomputed::choices(&shifts, &buckets).unwrap();
            assert_eq!(p.unwrap().p, as_great as f64 / all as f64, "{buckets:?}");
        }
    }

    #[test]
    fn ties_count_as_great_though_rounding_parts_them() {
        // 0.1 + 0.2 is a bit more than 0.3 in binary.
        let shifts = judged(&[0.3, 0.0], &[0.1, 0.2]);
        assert_eq!(shifts.p(&mut random()).unwrap().p, 4.0 / 6.0);
        let alike = judged(&[0.1; 3], &[0.1; 9]);
        assert_eq!(alike.p(&mut random()).unwrap().p, 1.0);
    }

    #[test]
    fn chance_decides_nothing_without_both_buckets_and_a_shift() {
        for undecided in [
            judged(&[], &[]),
            judged(&[1.0], &[]),
            judged(&[], &[1.0, 2.0]),
            judged(&[0.0], &[0.0]),
            judged(&[f64::NAN], &[1.0]),
        ] {
            assert_eq!(undecided.ratio(), None);
            assert_eq!(undecided.p(&mut random()), None);
        }
    }

    #[test]
    fn the_mean_over_all_choices_is_the_share_of_high_tokens() {
        let shifts = [3.0, 0.5, 7.0, 1.25, 0.0, 2.0];
        let total: f64 = shifts.iter().sum();
        let ratios = (0..1_u32 << 6).filter(|chosen| chosen.count_ones() == 2);
        let ratios: Vec<f64> = ratios
            .map(|chosen| {
                let places = (0..6).filter(|place| chosen >> place & 1 == 1);
                places.map(|place| shifts[place]).sum::<f64>() / total
            })
            .collect();
        let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
        assert!((mean - 2.0 / 6.0).abs() < 1e-12, "{mean}");
    }

    #[test]
    fn too_many_choices_are_drawn_and_agree_with_all_of_them() {
        let number = |place: u32| f64::from(place * 7919 % 1009) / 1009.0;
        let high: Vec<f64> = (0..5).map(|place| number(place) + 0.2).collect();
        let low: Vec<f64> = (5..20).map(number).collect();
        let shifts = BucketShifts { high, low };
        let exact = shifts.p(&mut random()).unwrap();
        assert!(exact.exact && exact.choices == 15_504);
        let drawn = shifts.drawn_p(99_999, &mut random());
        assert!((drawn.p - exact.p).abs() < 0.005, "{drawn:?} {exact:?}");
        let long = judged(&[5.0; 30], &[1.0; 70]);
        let p = long.p(&mut random()).unwrap();
        assert_eq!((p.choices, p.exact), (9_999, false));
        assert_eq!(p.p, 1.0 / 10_000.0);
        assert_eq!(long.p(&mut random()), Some(p));
    }

    #[test]
    fn choices_are_counted_until_there_are_far_too_many() {
        assert_eq!(choices(6, 2), Some(15));
        assert_eq!(choices(24, 6), Some(134_596));
        assert_eq!(choices(200_000, 199_999), Some(200_000));
        assert_eq!(choices(500, 250), None);
        assert_eq!(choices(3, 4), None);
    }
}
