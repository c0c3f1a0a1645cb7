//! What computes: a graphics card if this build knows one and it works, else the processor.
//!
//! The cargo features `cuda` and `metal` let candle use a card, `accelerate` and `mkl` a library
//! for the processor. The card is tried once when a model is loaded; a reader is always told what
//! is used, and why it is not the card where one was asked for.

use candle_core::{Device, Result, Tensor, utils};
use glassbox_kernel::{SimdLevel, threads};

/// The device of a model, and what a reader is told of it.
#[derive(Debug, Clone)]
pub(super) struct ChosenDevice {
    pub(super) device: Device,
    /// For example `CPU, 2 threads` or `CUDA device 0`.
    pub(super) line: String,
}

/// Tries what this build was made for; the processor always works.
pub(super) fn choose() -> ChosenDevice {
    let mut tried = Vec::new();
    if cfg!(feature = "cuda") {
        tried.push(("CUDA", Device::new_cuda(0)));
    }
    if cfg!(feature = "metal") {
        tried.push(("Metal", Device::new_metal(0)));
    }
    choose_from(tried, &processor())
}

/// The first of `tried` that computes, else the processor with the reasons.
fn choose_from(tried: Vec<(&str, Result<Device>)>, processor: &str) -> ChosenDevice {
    let mut said = vec![processor.to_owned()];
    for (kind, device) in tried {
        match device.and_then(|device| computes(&device).map(|()| device)) {
            Ok(device) => {
                return ChosenDevice {
                    device,
                    line: format!("{kind} device 0"),
                };
            }
            Err(error) => {
                let message = error.to_string();
                let reason = message.lines().next().unwrap_or_default();
                said.push(format!("no {kind} device could be used ({reason})"));
            }
        }
    }
    ChosenDevice {
        device: Device::Cpu,
        line: said.join("; "),
    }
}

/// A device that was found may still be unusable, by its driver or its memory.
fn computes(device: &Device) -> Result<()> {
    let pair = Tensor::new(&[[1.0_f32, 2.0], [3.0, 4.0]], device)?;
    let product: Vec<Vec<f32>> = pair.matmul(&pair)?.to_vec2()?;
    if product == [[7.0, 10.0], [15.0, 22.0]] {
        Ok(())
    } else {
        candle_core::bail!("a product of small matrices came out wrong")
    }
}

fn processor() -> String {
    let (with, threads) = if utils::has_mkl() {
        ("MKL", utils::get_num_threads())
    } else if utils::has_accelerate() {
        ("Accelerate", utils::get_num_threads())
    } else {
        (SimdLevel::widest().name(), threads())
    };
    match threads {
        1 => format!("CPU with {with}, 1 thread"),
        threads => format!("CPU with {with}, {threads} threads"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(reason: &str) -> Result<Device> {
        Err(candle_core::Error::Msg(reason.to_owned()))
    }

    #[test]
    fn the_first_device_that_computes_is_used() {
        let chosen = choose_from(vec![("CUDA", Ok(Device::Cpu))], "CPU, 2 threads");
        assert_eq!(chosen.line, "CUDA device 0");
    }

    #[test]
    fn the_processor_steps_in_and_says_why() {
        let chosen = choose_from(vec![], "CPU, 2 threads");
        assert_eq!(chosen.line, "CPU, 2 threads");
        let tried = vec![
            ("CUDA", fails("no driver\n  at line 7")),
            ("Metal", fails("none")),
        ];
        let chosen = choose_from(tried, "CPU, 2 threads");
        assert!(chosen.device.is_cpu());
        assert_eq!(
            chosen.line,
            "CPU, 2 threads; no CUDA device could be used (no driver); \
             no Metal device could be used (none)"
        );
    }

    #[test]
    fn this_machine_says_how_many_threads_compute() {
        assert!(processor().starts_with("CPU"));
        assert!(processor().contains(" thread"));
    }
}
