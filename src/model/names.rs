//! Where an encoder's tensors are among the names of a weight file: behind what training tools put
//! before or between them, and inside a larger model.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::domain::family::Family;

/// Parts of a name that tools put there and that say nothing of the model: `torch.compile`,
/// `DataParallel`, FSDP and checkpointed activations, `DeepSpeed`.
const WRAPPERS: [&str; 5] = [
    "_orig_mod",
    "module",
    "_fsdp_wrapped_module",
    "_checkpoint_wrapped_module",
    "_forward_module",
];

/// Names of the output table that a head shares with the words, most telling first.
const OUTPUT_TABLES: [&str; 7] = [
    "cls.predictions.decoder.weight",
    "predictions.decoder.weight",
    "lm_head.decoder.weight",
    "vocab_projector.weight",
    "generator_lm_head.weight",
    "lm_head.weight",
    "decoder.weight",
];

/// `stored` without the parts that tools put there.
pub(super) fn canonical(stored: &str) -> Cow<'_, str> {
    let is_own = |part: &&str| !WRAPPERS.contains(part);
    if stored.split('.').all(|part| is_own(&part)) {
        return Cow::Borrowed(stored);
    }
    let own: Vec<&str> = stored.split('.').filter(is_own).collect();
    Cow::Owned(own.join("."))
}

/// The name of the table of words, behind the encoder's root.
pub(super) fn word_table(family: Family) -> &'static str {
    match family {
        Family::ModernBert => "embeddings.tok_embeddings.weight",
        _ => "embeddings.word_embeddings.weight",
    }
}

/// Whether `name` is that of a table of words, in any family.
pub(super) fn is_word_table(name: &str) -> bool {
    let tables = Family::ALL.iter().map(|&family| word_table(family));
    tables.into_iter().any(|table| table == name)
}

/// What stands before the names of an encoder's tensors, a `.` at its end, such as `bert.` or
/// nothing. The error lists several, of which none is the family's usual one.
pub(super) fn root_of<'n>(names: &[&'n str], family: Family) -> Result<&'n str, Vec<&'n str>> {
    let anchors: [&str; 3] = match family {
        Family::ModernBert => [
            word_table(family),
            "embeddings.norm.weight",
            "final_norm.weight",
        ],
        _ => [
            word_table(family),
            "embeddings.LayerNorm.weight",
            "embeddings.LayerNorm.gamma",
        ],
    };
    let roots = anchors.into_iter().map(|anchor| -> BTreeSet<&str> {
        let roots = names.iter().filter_map(|name| before(name, anchor));
        roots.collect()
    });
    let Some(roots) = roots.into_iter().find(|roots| !roots.is_empty()) else {
        return Ok("");
    };
    let own = base_name(family);
    let usual = [
        String::new(),
        own.to_owned(),
        "model.".to_owned(),
        format!("model.{own}"),
    ];
    let usual = usual.iter().find_map(|usual| roots.get(usual.as_str()));
    match (usual, roots.len()) {
        (Some(root), _) => Ok(root),
        (None, 1) => Ok(roots.first().copied().unwrap_or_default()),
        _ => Err(roots.into_iter().collect()),
    }
}

/// The table of a head that a model shares with its words.
pub(super) fn output_table<'n>(names: &[&'n str]) -> Option<&'n str> {
    let mut tables = OUTPUT_TABLES.into_iter();
    tables.find_map(|table| {
        let mut names = names.iter().copied();
        names.find(|name| before(name, table).is_some())
    })
}

/// A tensor of an adapter that is not merged into the weights it changes.
pub(super) fn of_adapter<'n>(names: &[&'n str]) -> Option<&'n str> {
    let parts = [".lora_A.", ".lora_B.", ".lora_embedding_A", ".base_layer."];
    let mut names = names.iter().copied();
    names.find(|name| parts.iter().any(|part| name.contains(part)))
}

/// The families that tensors of these names can be of: none where they are of none that is read,
/// several where names alone do not tell.
pub(super) fn families_of(names: &[&str]) -> Vec<Family> {
    let has = |part: &str| names.iter().any(|name| name.contains(part));
    let begins = |start: &str| names.iter().any(|name| name.starts_with(start));
    let marks = [
        ("embeddings.tok_embeddings.weight", Family::ModernBert),
        ("albert_layer_groups.", Family::Albert),
        ("attention.q_lin.", Family::DistilBert),
        ("encoder.relative_attention_bias.", Family::Mpnet),
        ("attention.self.query_proj.", Family::DebertaV2),
    ];
    if let Some((_, family)) = marks.into_iter().find(|(part, _)| has(part)) {
        return vec![family];
    }
    if !has("encoder.layer.0.attention.self.query.") {
        return Vec::new();
    }
    if begins("roberta.") || begins("lm_head.dense.") {
        vec![Family::Roberta]
    } else if begins("electra.") || has("embeddings_project.") || has("discriminator_predictions.")
    {
        vec![Family::Electra]
    } else if begins("bert.") || begins("cls.predictions.") {
        vec![Family::Bert]
    } else {
        vec![Family::Bert, Family::Roberta]
    }
}

/// What the family's own models put before the names of the encoder in them.
fn base_name(family: Family) -> &'static str {
    match family {
        Family::Bert => "bert.",
        Family::Roberta => "roberta.",
        Family::DistilBert => "distilbert.",
        Family::Electra => "electra.",
        Family::Mpnet => "mpnet.",
        Family::Albert => "albert.",
        Family::DebertaV2 => "deberta.",
        Family::ModernBert => "model.",
    }
}

/// What stands before `end` in `name`: whole parts, or nothing.
pub(super) fn before<'n>(name: &'n str, end: &str) -> Option<&'n str> {
    let before = name.strip_suffix(end)?;
    (before.is_empty() || before.ends_with('.')).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_put_into_names_is_taken_out() {
        for (stored, own) in [
            ("embeddings.a", "embeddings.a"),
            ("_orig_mod.bert.embeddings.a", "bert.embeddings.a"),
            ("module._orig_mod.embeddings.a", "embeddings.a"),
            (
                "bert.encoder.layer.0._orig_mod.output",
                "bert.encoder.layer.0.output",
            ),
            ("my_module.embeddings.a", "my_module.embeddings.a"),
        ] {
            assert_eq!(canonical(stored), own);
        }
    }

    #[test]
    fn the_root_is_what_stands_before_the_embeddings() {
        let word = "embeddings.word_embeddings.weight";
        let root = |roots: &[&str]| {
            let names: Vec<String> = roots.iter().map(|root| format!("{root}{word}")).collect();
            let found = root_of(
                &names.iter().map(String::as_str).collect::<Vec<_>>(),
                Family::Bert,
            );
            found.map(str::to_owned).map_err(|roots| roots.len())
        };
        assert_eq!(root(&[""]), Ok(String::new()));
        assert_eq!(
            root(&["auto_model.bert."]),
            Ok("auto_model.bert.".to_owned())
        );
        assert_eq!(root(&["teacher.", "bert."]), Ok("bert.".to_owned()));
        assert_eq!(root(&["query.", "passage."]), Err(2));
        assert_eq!(root(&[]), Ok(String::new()));
        let without_words = [
            "roberta.embeddings.LayerNorm.weight",
            "lm_head.decoder.weight",
        ];
        let found = root_of(&without_words, Family::Roberta);
        assert_eq!(found, Ok("roberta."));
        assert_eq!(output_table(&without_words), Some("lm_head.decoder.weight"));
    }

    #[test]
    fn names_tell_families_apart_as_far_as_they_do() {
        let query = "encoder.layer.0.attention.self.query.weight";
        for (name, families) in [
            (
                "model.embeddings.tok_embeddings.weight",
                vec![Family::ModernBert],
            ),
            (
                "distilbert.transformer.layer.0.attention.q_lin.weight",
                vec![Family::DistilBert],
            ),
            (
                "encoder.albert_layer_groups.0.albert_layers.0.ffn.bias",
                vec![Family::Albert],
            ),
            (&format!("roberta.{query}"), vec![Family::Roberta]),
            (&format!("electra.{query}"), vec![Family::Electra]),
            (&format!("bert.{query}"), vec![Family::Bert]),
            (query, vec![Family::Bert, Family::Roberta]),
            ("transformer.h.0.attn.c_attn.weight", vec![]),
        ] {
            assert_eq!(families_of(&[name]), families, "{name}");
        }
    }
}
