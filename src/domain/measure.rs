//! The measure: which number of a token is called its strength. The paper's is the norm of its
//! hidden state; the others take away what the norm is made of without the token's doing.

use serde::{Deserialize, Serialize};

/// Which number of a token is called its strength.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The L2 norm of the hidden state: the paper's.
    #[default]
    Norm,
    /// The norm without the layer's outlier dimensions.
    WithoutOutliers,
    /// The norm of the hidden state minus the mean state of the reference texts.
    Centred,
    /// The norm after each dimension lost its mean and was divided by its standard deviation.
    Standardised,
    /// The norm of the vector that enters the layer's last `LayerNorm`.
    InputNorm,
    /// How many standard deviations the norm lies above that of the same token in the reference
    /// texts.
    Surprise,
}

impl Measure {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Norm => "norm",
            Self::WithoutOutliers => "without-outliers",
            Self::Centred => "centred",
            Self::Standardised => "standardised",
            Self::InputNorm => "input-norm",
            Self::Surprise => "surprise",
        }
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Norm => "norm",
            Self::WithoutOutliers => "without outliers",
            Self::Centred => "centred",
            Self::Standardised => "standardised",
            Self::InputNorm => "input norm",
            Self::Surprise => "surprise",
        }
    }

    /// What a title calls the number.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Norm => "Activation strength",
            Self::WithoutOutliers => "Strength without outlier dimensions",
            Self::Centred => "Centred strength",
            Self::Standardised => "Standardised strength",
            Self::InputNorm => "Norm before the LayerNorm",
            Self::Surprise => "Surprise",
        }
    }

    /// What the column of the number is called.
    pub fn column(self) -> &'static str {
        match self {
            Self::Norm => "Strength",
            Self::WithoutOutliers => "Without outliers",
            Self::Centred => "Centred",
            Self::Standardised => "Standardised",
            Self::InputNorm => "Input norm",
            Self::Surprise => "By surprise",
        }
    }

    /// What an axis or a caption calls the number.
    pub fn quantity(self) -> &'static str {
        match self {
            Self::Norm => "L2 norm",
            Self::WithoutOutliers => "L2 norm without outlier dimensions",
            Self::Centred => "L2 norm of the centred state",
            Self::Standardised => "L2 norm of the standardised state",
            Self::InputNorm => "L2 norm before the LayerNorm",
            Self::Surprise => "surprise, in standard deviations",
        }
    }

    /// What a reader must know of the numbers; `None` of the paper's own.
    pub fn phrase(self) -> Option<&'static str> {
        match self {
            Self::Norm => None,
            Self::WithoutOutliers => {
                Some("the norm of the hidden state without the layer's outlier dimensions")
            }
            Self::Centred => {
                Some("the norm of the hidden state minus the mean state of the reference texts")
            }
            Self::Standardised => Some(
                "the norm of the hidden state, each dimension minus its mean and over its standard \
                 deviation in the reference texts",
            ),
            Self::InputNorm => {
                Some("the norm of the vector that enters the layer's last LayerNorm")
            }
            Self::Surprise => Some(
                "how many standard deviations the norm lies above that of the same token in the \
                 reference texts",
            ),
        }
    }

    /// Whether it is measured against reference texts.
    pub fn needs_reference(self) -> bool {
        !matches!(self, Self::Norm | Self::InputNorm)
    }

    /// Whether it asks what states are made of.
    pub fn needs_parts(self) -> bool {
        self == Self::InputNorm
    }

    /// Whether it asks for the hidden states themselves.
    pub fn needs_states(self) -> bool {
        matches!(
            self,
            Self::WithoutOutliers | Self::Centred | Self::Standardised
        )
    }

    /// Whether it is the length of a vector, so that the difference of two is a shift.
    pub fn is_of_vectors(self) -> bool {
        self == Self::Norm || self.needs_states()
    }
}
