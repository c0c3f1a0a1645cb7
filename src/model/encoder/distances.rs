//! How far apart two tokens stand, as rows of a table: near distances have each their own row,
//! farther ones share it with others of about the same logarithm (DeBERTa-v2, He et al. 2021).

use super::super::config::Distances;

impl Distances {
    /// The row, of `2 * rows`, of the distance from one token to another, `signed`: the place of
    /// the first in its text less that of the second.
    pub(super) fn row(&self, signed: isize) -> u32 {
        let side = self.rows.cast_signed();
        (self.bucket(signed) + side).clamp(0, 2 * side - 1) as u32
    }

    fn bucket(&self, signed: isize) -> isize {
        let near = self.rows.cast_signed() / 2;
        let away = signed.abs();
        if !self.in_buckets || away <= near {
            return signed;
        }
        // In float32 as the reference has it: at a boundary the rounding decides.
        let near_float = near as f32;
        let farthest = ((self.farthest as f64 - 1.0) / near as f64) as f32;
        let share = (away as f32 / near_float).ln() / farthest.ln();
        let far = (share * (near_float - 1.0)).ceil() as isize + near;
        far * signed.signum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_fall_into_the_buckets_that_transformers_puts_them_in() {
        #[derive(serde::Deserialize)]
        struct Reference {
            /// Buckets, the farthest distance told apart, and the bucket of each distance from 0.
            cases: Vec<(usize, usize, Vec<isize>)>,
        }
        let file = include_str!("../../../tests/fixtures/distance_buckets.json");
        let reference: Reference = serde_json::from_str(file).unwrap();
        assert!(reference.cases.len() > 3);
        for (buckets, farthest, expected) in reference.cases {
            let distances = Distances {
                rows: buckets,
                in_buckets: true,
                farthest,
                shared_maps: true,
                normalised: true,
            };
            assert!(expected.len() > farthest);
            for (away, bucket) in (0..).zip(expected) {
                assert_eq!(distances.bucket(away), bucket, "{buckets}: {away} behind");
                assert_eq!(distances.bucket(-away), -bucket, "{buckets}: {away} before");
            }
        }
    }

    #[test]
    fn distances_beyond_the_table_have_its_first_and_last_row() {
        let distances = Distances {
            rows: 4,
            in_buckets: false,
            farthest: 4,
            shared_maps: false,
            normalised: false,
        };
        let rows: Vec<u32> = (-6..=6).map(|signed| distances.row(signed)).collect();
        assert_eq!(rows, [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7]);
    }
}
