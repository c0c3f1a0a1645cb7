//! Quantiles against `numpy.quantile`, to the last bit.

use glassbox::domain::threshold::{QuantileMethod, quantile};

use crate::fixtures::fixture;

/// The list of numbers named `name` in a line of JSON, read by the standard library: `serde_json`
/// may miss the last bit of a number unless it is told to be slower.
fn numbers(line: &str, name: &str) -> Vec<f64> {
    let start = format!("\"{name}\":[");
    let (_, list) = line.split_once(&start).unwrap();
    let (list, _) = list.split_once(']').unwrap();
    list.split(',').map(|n| n.parse().unwrap()).collect()
}

#[test]
fn every_method_agrees_with_numpy_to_the_last_bit() {
    let file = std::fs::read_to_string(fixture("numpy_quantiles.json")).unwrap();
    let q = numbers(&file, "q");
    let mut compared = 0;
    for case in file.lines().filter(|line| line.starts_with("{\"values\"")) {
        let values = numbers(case, "values");
        for &method in QuantileMethod::ALL {
            let expected = numbers(case, method.name());
            assert_eq!(expected.len(), q.len());
            for (&q, expected) in q.iter().zip(expected) {
                assert_eq!(
                    quantile(&values, q, method),
                    Some(expected),
                    "{method:?} at {q} of {values:?}"
                );
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 9 * 8 * 9, "nine lists, eight methods, nine q");
}
