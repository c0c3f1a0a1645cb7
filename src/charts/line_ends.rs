//! Names at the ends of lines: near to where their lines end, none over another.

/// Places `pitch` apart, between `top` and `bottom`, and else as near to `wanted` as can be; both
/// from the top down.
pub fn spread(wanted: &[f64], pitch: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::with_capacity(wanted.len());
    for (place, &y) in wanted.iter().enumerate() {
        let before = places.last().map_or(top + pitch / 2.0, |last| last + pitch);
        // Those below still need their room.
        let lowest = bottom - pitch / 2.0 - (wanted.len() - 1 - place) as f64 * pitch;
        places.push(y.max(before).min(lowest.max(before)));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_distance_and_stay_inside() {
        let places = spread(&[10.0, 10.5, 11.0, 50.0], 5.0, (0.0, 60.0));
        assert_eq!(places, [10.0, 15.0, 20.0, 50.0]);
        let low = spread(&[58.0, 59.0, 60.0], 5.0, (0.0, 60.0));
        assert_eq!(low, [47.5, 52.5, 57.5]);
    }
}
