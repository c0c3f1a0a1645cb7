//! The printed tables, number by number.

use super::{Bucket, PrintedContribution, PrintedNumber, PrintedShift, PrintedStrength};

/// The sentence of tables 1 and 3.
pub const PRIME_MINISTER: &str = "Who is the prime minister of Canada?";

/// The sentence of table 2.
pub const PRESIDENT_OF_FRANCE: &str = "Who is the president of France?";

/// The sentence of table 5.
pub const PRESIDENT_OF_CANADA: &str = "Who is the president of Canada?";

/// The first sentence of table 4.
pub const PARK: &str = "Enjoying a beautiful day at the park!";

/// The second sentence of table 4.
pub const BEACH: &str = "Enjoying a beautiful walk at the beach!";

/// Table 1: [`PRIME_MINISTER`] at Layer 8, with the printed ranks.
pub const TABLE_1: [PrintedStrength; 10] = [
    strength("[CLS]", 19.6609, 4),
    strength("who", 20.9963, 4),
    strength("is", 20.8080, 4),
    strength("the", 20.3649, 4),
    strength("prime", 21.9766, 4).ranked(1),
    strength("minister", 21.4116, 4).ranked(2),
    strength("of", 21.3756, 4),
    strength("canada", 21.4005, 4).ranked(3),
    strength("?", 10.9093, 4),
    strength("[SEP]", 9.594_359, 6),
];

/// Table 2: [`PRESIDENT_OF_FRANCE`] at Layer 8, with the printed ranks.
pub const TABLE_2: [PrintedStrength; 9] = [
    strength("[CLS]", 19.7354, 4),
    strength("who", 20.9702, 4),
    strength("is", 20.6530, 4),
    strength("the", 20.2970, 4),
    strength("president", 21.0794, 4).ranked(1),
    strength("of", 20.9123, 4),
    strength("france", 20.9935, 4).ranked(3),
    strength("?", 21.0477, 4).ranked(2),
    strength("[SEP]", 10.9091, 4),
];

/// Table 3: [`PRIME_MINISTER`] at Layer 8 once more.
pub const TABLE_3_LAYER_8: [PrintedStrength; 10] = [
    strength("[CLS]", 18.8678, 4),
    strength("who", 19.8028, 4),
    strength("is", 19.7806, 4),
    strength("the", 19.9319, 4),
    strength("prime", 20.4243, 4),
    strength("minister", 20.3632, 4),
    strength("of", 20.8925, 4),
    strength("canada", 21.4005, 4),
    strength("?", 19.8467, 4),
    strength("[SEP]", 9.5741, 4),
];

/// Table 3: [`PRIME_MINISTER`] at Layer 9.
pub const TABLE_3_LAYER_9: [PrintedStrength; 10] = [
    strength("[CLS]", 17.3053, 4),
    strength("who", 19.4321, 4),
    strength("is", 18.7155, 4),
    strength("the", 19.1021, 4),
    strength("prime", 18.4707, 4),
    strength("minister", 19.0807, 4),
    strength("of", 18.6538, 4),
    strength("canada", 19.9934, 4),
    strength("?", 19.9943, 4),
    strength("[SEP]", 7.6059, 4),
];

/// Table 4: [`PARK`] and [`BEACH`] at Layer 8.
pub const TABLE_4: [PrintedShift; 10] = [
    shift("[CLS]", "[CLS]", 2.215_405, 6),
    shift("enjoying", "enjoying", 4.213_283, 6),
    shift("a", "a", 6.622_182, 6),
    shift("beautiful", "beautiful", 7.106_536, 6),
    shift("day", "walk", 17.826_801, 6),
    shift("at", "at", 8.882_789, 6),
    shift("the", "the", 7.983_520, 6),
    shift("park", "beach", 15.834_806, 6),
    shift("!", "!", 2.778_391, 6),
    shift("[SEP]", "[SEP]", 0.121_482, 6),
];

/// The total shift printed with table 4.
pub const TABLE_4_TOTAL: PrintedNumber = PrintedNumber::of(73.5852, 4);

/// Table 5: [`PRESIDENT_OF_CANADA`] at Layer 8, six of its tokens, with the printed buckets.
pub const TABLE_5: [PrintedStrength; 6] = [
    strength("who", 18.2, 1).in_bucket(Bucket::Low),
    strength("is", 17.9, 1).in_bucket(Bucket::Low),
    strength("the", 18.5, 1).in_bucket(Bucket::Low),
    strength("president", 22.4, 1).in_bucket(Bucket::High),
    strength("of", 17.6, 1).in_bucket(Bucket::Low),
    strength("canada", 21.8, 1).in_bucket(Bucket::High),
];

/// The threshold printed with table 5 (equation 7).
pub const TABLE_5_THRESHOLD: PrintedNumber = PrintedNumber::of(20.15, 2);

/// Table 6: shifts of the tokens of table 5 towards a sentence that the paper does not name.
pub const TABLE_6: [PrintedShift; 6] = [
    shift("who", "who", 2.1, 1),
    shift("is", "is", 1.8, 1),
    shift("the", "the", 1.5, 1),
    shift("president", "president", 11.2, 1),
    shift("of", "of", 1.2, 1),
    shift("canada", "canada", 9.7, 1),
];

/// What the paper computes from table 6 (equations 8 to 11 and the sentence behind them).
pub const CONTRIBUTION: PrintedContribution = PrintedContribution {
    high: PrintedNumber::of(20.9, 1),
    low: PrintedNumber::of(6.6, 1),
    total: PrintedNumber::of(27.5, 1),
    high_ratio: PrintedNumber::of(0.76, 2),
    share_of_tokens: PrintedNumber::of(25.0, 0),
};

impl PrintedStrength {
    const fn ranked(mut self, rank: usize) -> Self {
        self.rank = Some(rank);
        self
    }

    const fn in_bucket(mut self, bucket: Bucket) -> Self {
        self.bucket = Some(bucket);
        self
    }
}

const fn strength(token: &'static str, value: f64, digits: u8) -> PrintedStrength {
    PrintedStrength {
        token,
        strength: PrintedNumber::of(value, digits),
        rank: None,
        bucket: None,
    }
}

const fn shift(a: &'static str, b: &'static str, value: f64, digits: u8) -> PrintedShift {
    PrintedShift {
        a,
        b,
        shift: PrintedNumber::of(value, digits),
    }
}
