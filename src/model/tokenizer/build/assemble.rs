//! The last steps: the document becomes a tokenizer, tokens are added, and special ones are put
//! around a text.

use serde_json::{Value, json};
use tokenizers::Tokenizer;

use super::super::class::Class;
use super::super::ends;
use super::super::files::TOKENIZER;
use super::super::growth::Growth;
use super::super::panics::{caught, first_line};
use super::super::spelling::Spelling;
use super::{Built, Following, Recipe};

impl Recipe<'_> {
    /// The tokenizer that the document and the added tokens make.
    pub(super) fn assemble(mut self, following: Following) -> Result<Built, String> {
        let spelling = Spelling::of(&self.document);
        let growth = caught(|| {
            let growth = Growth::of(self.document.get("normalizer"))?;
            growth.probe().map(|()| growth)
        });
        let growth = growth.and_then(|growth| growth);
        let growth = growth.map_err(|reason| format!("its normalizer fails: {reason}"))?;
        let unknown = self.unknown_pieces();
        let given_ends = self.document.remove("post_processor").unwrap_or_default();
        self.check_growth(&growth)?;
        let has_model_dropout = self.plain();
        let document = std::mem::take(&mut self.document);
        let read = caught(|| serde_json::from_value::<Tokenizer>(Value::Object(document)));
        let read = read?.map_err(|error| first_line(&error.to_string()))?;
        let mut tokenizer = read;
        self.add_tokens(&mut tokenizer, following)?;
        self.set_ends(&mut tokenizer, &given_ends, following)?;
        if has_model_dropout {
            self.report.notes.push(
                "tokenizer.json drops merges by chance (dropout), which is for training: it is \
                 not done here"
                    .to_owned(),
            );
        }
        if self.settings.flag("split_special_tokens") == Some(true) {
            tokenizer.set_encode_special_tokens(true);
        }
        Ok(Built {
            tokenizer,
            spelling,
            growth,
            unknown,
            new: self.new,
            report: self.report,
        })
    }

    /// Takes out of the document what no text is read by: limits and what turns tokens back into
    /// text. Returns whether merges were dropped by chance.
    fn plain(&mut self) -> bool {
        for part in ["decoder", "truncation", "padding", "post_processor"] {
            self.document.insert(part.to_owned(), Value::Null);
        }
        self.document
            .entry("version")
            .or_insert_with(|| "1.0".into());
        self.document
            .entry("added_tokens")
            .or_insert_with(|| json!([]));
        let model = self
            .document
            .get_mut("model")
            .and_then(Value::as_object_mut);
        let dropout = model.and_then(|model| model.insert("dropout".to_owned(), Value::Null));
        dropout.is_some_and(|dropout| dropout.as_f64().is_some_and(|share| share > 0.0))
    }

    /// Added tokens are normalized when they are added, so they too must stay within bounds.
    fn check_growth(&self, growth: &Growth) -> Result<(), String> {
        let listed = self.document.get("added_tokens").and_then(Value::as_array);
        let listed = listed.into_iter().flatten();
        let listed = listed.filter_map(|token| token.get("content")?.as_str());
        let given = self.settings.contents();
        for content in listed.chain(given) {
            let checked = caught(|| growth.check(content))?;
            checked.map_err(|reason| format!("an added token cannot be normalized: {reason}"))?;
        }
        Ok(())
    }

    /// What the files and the class call the unknown piece.
    fn unknown_pieces(&self) -> Vec<String> {
        let model = self.document.get("model");
        let id = model.and_then(|model| model.get("unk_id")?.as_u64());
        let pieces = model.and_then(|model| model.get("vocab")?.as_array());
        let piece = id.and_then(|id| pieces?.get(usize::try_from(id).ok()?)?.get(0)?.as_str());
        let own = self.choice.class.unknown(&self.settings);
        let mut found = vec![own];
        found.extend(piece.map(str::to_owned));
        found
    }

    fn add_tokens(
        &mut self,
        tokenizer: &mut Tokenizer,
        following: Following,
    ) -> Result<(), String> {
        let defaults = match following {
            Following::Nothing => Vec::new(),
            _ => self.choice.class.special_tokens(&self.settings),
        };
        let contents = defaults.iter().map(|(_, token)| token.content());
        let new = contents.filter(|content| tokenizer.token_to_id(content).is_none());
        self.new = new.map(str::to_owned).collect();
        let is_there = |content: &str| {
            let added = tokenizer.get_added_vocabulary();
            added.get_vocab().contains_key(content)
        };
        let tokens = self.settings.tokens(&defaults, &is_there);
        let added = caught(|| tokenizer.add_tokens(tokens).map(|_| ()));
        added?.map_err(|error| first_line(&error.to_string()))?;
        for (content, given) in self.settings.given_ids() {
            let own = tokenizer.token_to_id(content);
            if let Some(own) = own.filter(|&own| own != given) {
                self.report.warnings.push(format!(
                    "the added token {content} is given the id {given}, and its place in the \
                     vocabulary is {own}: {own} is used, as in transformers"
                ));
            }
        }
        Ok(())
    }

    /// Puts the special tokens around a text where they belong.
    fn set_ends(
        &mut self,
        tokenizer: &mut Tokenizer,
        given: &Value,
        following: Following,
    ) -> Result<(), String> {
        let processor = ends::read(given)?;
        let around = processor.as_ref().map(ends::ids_around).transpose()?;
        let class = self.choice.class;
        let own = class
            .ends(&self.settings)
            .filter(|_| following != Following::Nothing);
        let own_ids = own.as_ref().and_then(|own| ends::ids_of(own, tokenizer));
        // ALBERT's class is the one that keeps what tokenizer.json says.
        let keeps = around.is_some() && (class == Class::Albert || own_ids == around);
        let Some(own) = own.filter(|_| !keeps) else {
            self.warn_of_ends(tokenizer, given, around.as_deref());
            tokenizer.with_post_processor(processor);
            return Ok(());
        };
        if self.files.has(TOKENIZER) {
            let name = &self.choice.name;
            self.report.warnings.push(match around {
                None => format!(
                    "tokenizer.json puts no special tokens around a text (it has no \
                     post_processor): {} and {} are added, as in transformers' {name}",
                    own.first, own.last
                ),
                Some(around) => format!(
                    "tokenizer.json puts other tokens around a text ({}) than {} and {} of \
                     its vocabulary ({}): the latter are used, as in transformers' {name}",
                    ends::in_words(&around),
                    own.first,
                    own.last,
                    ends::in_words(&own_ids.unwrap_or_default())
                ),
            });
        }
        let processor = ends::processor(&own, tokenizer)?;
        tokenizer.with_post_processor(Some(processor));
        Ok(())
    }

    /// What is odd about a `post_processor` that is kept.
    fn warn_of_ends(&mut self, tokenizer: &Tokenizer, given: &Value, around: Option<&[u32]>) {
        if around.is_none_or(|ids| ids.len() < 2) {
            self.report.warnings.push(
                "tokenizer.json puts no special tokens around a text, and so does transformers: \
                 the model may have been trained with them"
                    .to_owned(),
            );
        }
        for (piece, id) in ends::named(given) {
            let own = tokenizer.token_to_id(&piece);
            if let Some(own) = own.filter(|&own| own != id) {
                self.report.warnings.push(format!(
                    "the post_processor of tokenizer.json gives {piece} the id {id} and its \
                     vocabulary {own}: {id} is used around a text, as in transformers"
                ));
            }
        }
    }
}
