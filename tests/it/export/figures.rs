//! Figures: what is drawn is what was measured, nothing is cut, the same input gives the same
//! bytes, and a figure can be made again from itself.

use std::fmt::Write as _;
use std::sync::Arc;

use glassbox::analysis::{
    Analysis, AnalysisSettings, Answer, Asked, Comparison, ComparisonSettings,
};
use glassbox::charts::{
    BarChart, BothStrengths, Chart, ChartDef, LayerHeatmap, LayerLines, Order, Scale, ShiftBars,
    ShiftHeatmap, ShiftMeasure, StrengthBars, Subject, shift_bars, strength_bars,
};
use glassbox::engine::ask;
use glassbox::export::figure::{
    Figure, FigureError, FigureFont, FigureParts, FigureSize, FigureStyle, FigureTheme,
    RecipeError, figure_from_answer, figures_from_answer, pdf_from_figure, png_from_figure,
    recipe_from_file, remarks_of_figure, svg_from_figure,
};
use glassbox::export::{everything, json};
use glassbox::model::Model;
use resvg::usvg::roxmltree::{Document, Node};

use crate::asking::{Comparing, analyze, compare, comparison_question, drift};
use crate::fixtures::{minilm, tiny_bert};
use glassbox::model::Cancel;

const CANADA: &str = "Who is the prime minister of Canada?";
const PARK: &str = "Enjoying a beautiful day at the park!";
const BEACH: &str = "Enjoying a beautiful walk at the sunny beach!";

fn analysis_of(model: &Model, text: &str) -> Arc<Analysis> {
    analyze(model, text, &AnalysisSettings::default()).unwrap()
}

/// The chart of each token in the order of the text.
const STRENGTHS: StrengthBars = StrengthBars::PAPER;

fn strengths(model: &Model, text: &str) -> Figure {
    figure_of(&analysis_of(model, text), &STRENGTHS)
}

fn figure_of(analysis: &Arc<Analysis>, chart: &dyn ChartDef) -> Figure {
    figure_from_answer(&Answer::Analysis(Arc::clone(analysis)), chart).unwrap()
}

fn figure_of_pair(comparison: &Arc<Comparison>, chart: &dyn ChartDef) -> Figure {
    figure_from_answer(&Answer::Comparison(Arc::clone(comparison)), chart).unwrap()
}

/// Every figure of every question, with a name.
fn all_figures() -> Vec<(String, Figure)> {
    let model = tiny_bert();
    let analysis = analysis_of(model, CANADA);
    let asked = Comparing::default();
    let comparison = compare(model, PARK, BEACH, &asked).unwrap();
    let prompts = ["Summarize", "", "Translate to French"];
    let drift = drift(model, "The weather is nice.", &prompts, &asked).unwrap();
    let mut beside_itself = (*drift).clone();
    beside_itself.own_positions = Some(Box::new((*drift).clone()));
    let answers = [
        ("analyze", Answer::Analysis(analysis)),
        ("compare", Answer::Comparison(comparison)),
        ("drift", Answer::Drift(Arc::new(beside_itself))),
    ];
    let named = answers.into_iter().flat_map(|(command, answer)| {
        let figures = figures_from_answer(&answer).into_iter();
        figures.map(move |(chart, figure)| (format!("{command} {}", chart.id()), figure))
    });
    named.collect()
}

fn named<'a>(document: &'a Document<'a>, class: &str) -> Vec<Node<'a, 'a>> {
    let groups = document.descendants();
    groups
        .filter(|node| node.attribute("class") == Some(class))
        .collect()
}

fn attribute(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

fn written(document: &Document<'_>) -> Vec<String> {
    let texts = document
        .descendants()
        .filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap().to_owned()).collect()
}

/// What the SVG's own y axis says a height stands for: from two of its numbers.
fn scale_of_axis(document: &Document<'_>) -> impl Fn(f64) -> f64 + use<> {
    let axis = named(document, "axis")[0];
    let lines = axis.children().filter(|node| node.has_tag_name("line"));
    let heights: Vec<f64> = lines.map(|line| attribute(&line, "y1")).collect();
    let texts = axis.children().filter(|node| node.has_tag_name("text"));
    let numbers: Vec<f64> = texts
        .map(|text| {
            text.text()
                .unwrap()
                .replace('\u{2212}', "-")
                .parse()
                .unwrap()
        })
        .collect();
    assert!(heights.len() >= 3 && heights.len() == numbers.len());
    let (y0, y1) = (heights[0], heights[heights.len() - 1]);
    let (v0, v1) = (numbers[0], numbers[numbers.len() - 1]);
    move |y| v0 + (y - y0) / (y1 - y0) * (v1 - v0)
}

/// The bars of an SVG, read by its own axis, are the values of the chart, in its order.
fn shows(svg: &str, chart: &BarChart) {
    let document = Document::parse(svg).unwrap();
    let value = scale_of_axis(&document);
    let bars = named(&document, "bars")[0];
    let rects: Vec<Node<'_, '_>> = bars
        .children()
        .filter(|node| node.has_tag_name("rect"))
        .collect();
    let expected: Vec<(&str, f64)> = chart
        .series
        .iter()
        .flat_map(|series| chart.labels.iter().zip(&series.bars))
        .filter_map(|(label, bar)| Some((label.text.as_str(), bar.as_ref()?.value)))
        .collect();
    assert_eq!(rects.len(), expected.len());
    let mut last = f64::NEG_INFINITY;
    for (rect, (label, expected)) in rects.iter().zip(expected) {
        // An outline lies half outside the rectangle that has it.
        let outline = rect
            .attribute("stroke-width")
            .map_or(0.0, |width| width.parse().unwrap());
        let top = value(attribute(rect, "y") - outline / 2.0);
        let bottom = value(attribute(rect, "y") + attribute(rect, "height") + outline / 2.0);
        let reach = chart.axis.max - chart.axis.min;
        assert!(
            (top - expected).abs() < reach * 1e-3,
            "{label}: {top} for {expected}"
        );
        assert!(
            bottom.abs() < reach * 1e-3,
            "{label} starts at {bottom}, not at 0"
        );
        let title = rect.first_element_child().unwrap().text().unwrap();
        assert!(title.starts_with(label), "{title} for {label}");
        let left = attribute(rect, "x");
        assert!(left > last, "{label} is out of order");
        last = left;
    }
}

#[test]
fn bars_are_as_high_as_what_was_measured() {
    for &order in Order::ALL {
        let analysis = analysis_of(minilm(), CANADA);
        let figure = figure_of(&analysis, &StrengthBars::new(order, Scale::Raw, false));
        for &size in FigureSize::ALL {
            let svg = svg_from_figure(&figure, &size.style()).unwrap();
            shows(
                &svg,
                &strength_bars(&analysis, StrengthBars::new(order, Scale::Raw, false)),
            );
            // The threshold line stands where the axis says it is.
            let document = Document::parse(&svg).unwrap();
            let rule = named(&document, "rule")[0].first_element_child().unwrap();
            let threshold = analysis.at_layer().threshold.unwrap();
            let drawn = scale_of_axis(&document)(attribute(&rule, "y1"));
            assert!((drawn - threshold).abs() < 0.02, "{drawn} for {threshold}");
            let named = format!("threshold τ = {threshold:.3}");
            assert!(written(&document).contains(&named), "{named}");
        }
    }
    let asked = Comparing::default();
    let comparison = compare(minilm(), PARK, BEACH, &asked).unwrap();
    let measure = ShiftMeasure::Whole;
    let figure = figure_of_pair(&comparison, &ShiftBars::every(measure));
    let svg = svg_from_figure(&figure, &FigureStyle::default()).unwrap();
    shows(&svg, &shift_bars(&comparison, measure, false));
}

#[test]
fn every_token_is_written_as_text_that_can_be_selected() {
    let text = "Who is naïve & <b>, 日本 said العربية in the 🍕?";
    let analysis = analysis_of(minilm(), text);
    let figure = figure_of(&analysis, &STRENGTHS);
    let svg = svg_from_figure(&figure, &FigureStyle::default()).unwrap();
    let document = Document::parse(&svg).unwrap();
    let names: Vec<String> = named(&document, "names")
        .iter()
        .flat_map(|group| group.children().filter(|node| node.has_tag_name("text")))
        .map(|node| node.text().unwrap().to_owned())
        .collect();
    // A token of two scripts is two texts side by side.
    let pieces: String = analysis
        .traced
        .tokens
        .iter()
        .map(|token| token.labelled(text))
        .collect();
    assert_eq!(names.concat(), pieces);
    let all = written(&document).concat();
    for part in [
        "all-MiniLM-L6-v2",
        "Layer 4 of 6",
        "quantile 0.75 (linear)",
        "no-special",
    ] {
        assert!(all.contains(part), "{part} is not in {all}");
    }
    assert!(all.contains("naïve & <b>, 日本 said العربية"), "{all}");
    // The letters come along, and no more than they: the whole fonts are a thousand times that.
    for family in ["Glassbox Sans", "Glassbox Emoji"] {
        let rule = format!("@font-face{{font-family:\"{family}\";src:url(data:font/ttf;base64,");
        assert_eq!(svg.matches(&rule).count(), 1, "{family}");
    }
    assert!(svg.len() < 60_000, "{}", svg.len());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let style = FigureStyle {
        scale: 1.0,
        ..FigureStyle::default()
    };
    for (name, figure) in all_figures() {
        let svg = svg_from_figure(&figure, &style).unwrap();
        assert_eq!(svg, svg_from_figure(&figure, &style).unwrap(), "{name}");
        if ["analyze strengths", "compare heatmap", "drift matrix"].contains(&name.as_str()) {
            let png = png_from_figure(&figure, &style).unwrap();
            assert!(png == png_from_figure(&figure, &style).unwrap(), "{name}");
        }
    }
}

/// The places of all texts of an SVG as its renderer has them: left, top, right, bottom.
fn text_boxes(svg: &str) -> Vec<(String, [f32; 4])> {
    use resvg::usvg::{Group, Node, Options, Tree};
    fn visit(group: &Group, found: &mut Vec<(String, [f32; 4])>) {
        for node in group.children() {
            match node {
                Node::Group(group) => visit(group, found),
                Node::Text(text) => {
                    let place = text.abs_bounding_box();
                    let words = text.chunks().iter().map(|chunk| chunk.text().to_owned());
                    let edges = [place.left(), place.top(), place.right(), place.bottom()];
                    found.push((words.collect(), edges));
                }
                _ => {}
            }
        }
    }
    let mut options = Options {
        font_family: "DejaVu Sans".to_owned(),
        ..Options::default()
    };
    let fonts = options.fontdb_mut();
    fonts.load_font_data(include_bytes!("../../../assets/fonts/DejaVuSans.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../../../assets/fonts/NotoEmoji-Regular.ttf").to_vec());
    let tree = Tree::from_str(svg, &options).unwrap();
    let mut found = Vec::new();
    visit(tree.root(), &mut found);
    found
}

/// Width and height of the drawing, whatever they are on paper.
fn size_in_pixels(root: &Node<'_, '_>) -> (f64, f64) {
    let view_box = root.attribute("viewBox").unwrap().split(' ');
    let numbers: Vec<f64> = view_box.map(|number| number.parse().unwrap()).collect();
    (numbers[2], numbers[3])
}

fn nothing_is_cut(name: &str, svg: &str) {
    let document = Document::parse(svg).unwrap();
    let root = document.root_element();
    let (width, height) = size_in_pixels(&root);
    let boxes = text_boxes(svg);
    assert!(boxes.len() > 5, "{name}");
    for (text, [left, top, right, bottom]) in &boxes {
        let inside = *left >= -0.5
            && *top >= -1.0
            && f64::from(*right) <= width + 0.5
            && f64::from(*bottom) <= height + 1.0;
        assert!(
            inside,
            "{name}: {text} is cut: {left} {top} {right} {bottom} of {width} {height}"
        );
    }
    // Texts that stand level or upright do not touch; letters are smaller than their boxes. The
    // boxes of slanted ones say nothing.
    if svg.contains("rotate(-45 ") {
        return;
    }
    for (place, (text, a)) in boxes.iter().enumerate() {
        for (other, b) in boxes.iter().skip(place + 1) {
            let apart = |low: usize, high: usize| {
                let overlap = a[high].min(b[high]) - a[low].max(b[low]);
                overlap <= 0.35 * (a[high] - a[low]).min(b[high] - b[low])
            };
            assert!(
                apart(0, 2) || apart(1, 3),
                "{name}: {text} lies over {other}"
            );
        }
    }
}

#[test]
fn nothing_is_cut_and_nothing_overlaps_in_any_size() {
    for (name, figure) in all_figures() {
        for &size in FigureSize::ALL {
            let svg = svg_from_figure(&figure, &size.style()).unwrap();
            nothing_is_cut(&format!("{name} {}", size.name()), &svg);
        }
    }
}

/// A text that the embedded model reads as about this many tokens.
fn long_text(tokens: usize) -> String {
    let words = [
        "weather",
        "is",
        "internationalization",
        "of",
        "photographers",
        "a",
        "nice",
    ];
    let mut text = String::new();
    for word in words.iter().cycle().take(tokens - 2) {
        let _ = write!(text, "{word} ");
    }
    text
}

#[test]
fn long_texts_are_broken_into_rows_and_stay_inside_a_page() {
    for tokens in [3, 12, 128, 512] {
        let text = long_text(tokens);
        let analysis = analysis_of(minilm(), &text);
        let charts: [&dyn ChartDef; 3] = [
            &STRENGTHS,
            &LayerHeatmap(Scale::Raw),
            &LayerLines(Scale::Raw),
        ];
        for chart in charts {
            let figure = figure_of(&analysis, chart);
            for size in [FigureSize::Screen, FigureSize::Single] {
                let name = format!("{tokens} tokens, {} {}", chart.id(), size.name());
                let style = size.style();
                let svg = svg_from_figure(&figure, &style).unwrap();
                nothing_is_cut(&name, &svg);
                let document = Document::parse(&svg).unwrap();
                let (_, height) = size_in_pixels(&document.root_element());
                assert!(height <= f64::from(style.highest), "{name}: {height} high");
                if size == FigureSize::Screen {
                    // There is room to name every token.
                    assert!(!svg.contains("There is room for one name in"), "{name}");
                }
                if chart.id() == STRENGTHS.id() {
                    let bars = named(&document, "bars").into_iter();
                    let rects = bars.flat_map(|bars| bars.children());
                    let rects = rects.filter(|node| node.has_tag_name("rect")).count();
                    assert_eq!(rects, analysis.traced.tokens.len(), "{name}");
                }
            }
        }
    }
}

#[test]
fn a_png_has_its_size_its_dpi_and_its_recipe() {
    let figure = strengths(tiny_bert(), CANADA);
    for (size, dpi) in [
        (FigureSize::Screen, 192.0),
        (FigureSize::Single, 300.0),
        (FigureSize::Double, 300.0),
    ] {
        let style = size.style();
        let svg = svg_from_figure(&figure, &style).unwrap();
        let document = Document::parse(&svg).unwrap();
        let (_, height) = size_in_pixels(&document.root_element());
        let bytes = png_from_figure(&figure, &style).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let info = reader.info();
        assert_eq!((info.width, info.height), style.pixels(height).unwrap());
        let dims = info.pixel_dims.unwrap();
        let measured = f64::from(dims.xppu) * 0.0254;
        assert!(
            (measured - dpi).abs() < 0.1 && dims.xppu == dims.yppu,
            "{measured}"
        );
        let chunk = info
            .utf8_text
            .iter()
            .find(|chunk| chunk.keyword == "glassbox")
            .unwrap();
        let recipe: serde_json::Value = serde_json::from_str(&chunk.get_text().unwrap()).unwrap();
        assert_eq!(recipe["schema"], "glassbox.figure.v1");
        assert_eq!(recipe["command"], "analyze");
        assert_eq!(recipe["text"], CANADA);
        // The corner is the background, and something is drawn.
        let background = style.theme.palette().surround;
        assert_eq!(pixels[..3], background);
        assert!(
            pixels
                .chunks(3)
                .any(|pixel| pixel == style.theme.palette().high)
        );
    }
}

/// The numbers in brackets behind `/MediaBox`, in points.
fn media_box(pdf: &[u8]) -> [f64; 4] {
    let text = String::from_utf8_lossy(pdf);
    let numbers = text
        .split("/MediaBox[")
        .nth(1)
        .or_else(|| text.split("/MediaBox [").nth(1));
    let numbers = numbers.unwrap().split(']').next().unwrap();
    let numbers: Vec<f64> = numbers.split(' ').map(|n| n.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

#[test]
fn a_pdf_has_its_size_in_millimetres_its_fonts_and_its_recipe() {
    let figure = strengths(tiny_bert(), "Who is na\u{ef}ve \u{1f355}?");
    for (size, mm) in [
        (FigureSize::Single, 85.0),
        (FigureSize::OneAndAHalf, 120.0),
        (FigureSize::Double, 180.0),
    ] {
        let style = size.style();
        let pdf = pdf_from_figure(&figure, &style).unwrap();
        assert!(pdf == pdf_from_figure(&figure, &style).unwrap());
        let [left, bottom, width, height] = media_box(&pdf);
        assert_eq!([left, bottom], [0.0, 0.0]);
        let svg = svg_from_figure(&figure, &style).unwrap();
        let svg = Document::parse(&svg).unwrap();
        let in_mm = |name: &str| -> f64 {
            let length = svg.root_element().attribute(name).unwrap();
            length.strip_suffix("mm").unwrap().parse().unwrap()
        };
        assert_eq!(in_mm("width"), mm);
        for (points, mm) in [(width, mm), (height, in_mm("height"))] {
            assert!((points / 72.0 * 25.4 - mm).abs() < 0.02, "{points} {mm}");
        }
        let text = String::from_utf8_lossy(&pdf);
        // DejaVu Sans and Noto Emoji, each a subset.
        assert_eq!(text.matches("/FontFile2").count(), 2);
        assert!(text.contains("/ToUnicode") && text.contains("+DejaVuSans"));
        let recipe = recipe_from_file(&pdf).unwrap();
        assert_eq!(recipe.picture, Some(style));
        assert_eq!(recipe.chart.as_deref(), Some(STRENGTHS.id()));
    }
    let foreign = b"%PDF-1.7\n1 0 obj\nstream\n{}\nendstream";
    assert_eq!(recipe_from_file(foreign), Err(RecipeError::NoRecipe));
}

#[test]
fn pixels_follow_the_dots_of_an_inch() {
    let figure = strengths(tiny_bert(), CANADA);
    for (dpi, across) in [(300.0, 1004), (600.0, 2008), (1200.0, 4016)] {
        let style = FigureStyle {
            scale: dpi / 96.0,
            ..FigureSize::Single.style()
        };
        assert_eq!(style.pixels(10.0).unwrap().0, across);
    }
    let style = FigureStyle {
        scale: 600.0 / 96.0,
        ..FigureSize::Single.style()
    };
    let png = png_from_figure(&figure, &style).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(&png))
        .read_info()
        .unwrap();
    assert_eq!(reader.info().width, 2008);
    let dims = reader.info().pixel_dims.unwrap();
    assert!((f64::from(dims.xppu) * 0.0254 - 600.0).abs() < 0.1);
}

#[test]
fn a_journal_may_set_title_caption_and_letter_itself() {
    let figure = strengths(tiny_bert(), CANADA);
    let drawn = |parts: FigureParts| {
        let style = FigureStyle {
            parts,
            ..FigureSize::Double.style()
        };
        svg_from_figure(&figure, &style).unwrap()
    };
    let texts = |svg: &str| written(&Document::parse(svg).unwrap());
    let whole = drawn(FigureParts::default());
    let high = |svg: &str| {
        let document = Document::parse(svg).unwrap();
        let height = document
            .root_element()
            .attribute("height")
            .unwrap()
            .to_owned();
        height.strip_suffix("mm").unwrap().parse::<f64>().unwrap()
    };
    let has = |svg: &str, text: &str| texts(svg).iter().any(|written| written.contains(text));
    let value = figure_values(&figure)[0].clone();
    assert!(has(&whole, &figure.title) && has(&whole, "Model: ") && has(&whole, &value));
    let bare = drawn(FigureParts {
        title: false,
        caption: false,
        values: false,
        letter: None,
    });
    assert!(!has(&bare, &figure.title) && !has(&bare, "Model: ") && !has(&bare, CANADA));
    assert!(named(&Document::parse(&bare).unwrap(), "values").is_empty());
    assert!(high(&bare) < high(&whole));
    // What is left out is known to the file all the same.
    let recipe = recipe_from_file(bare.as_bytes()).unwrap();
    assert!(!recipe.picture.unwrap().parts.caption);
    let lettered = drawn(FigureParts {
        letter: Some('b'),
        ..FigureParts::default()
    });
    assert!(texts(&lettered).iter().any(|text| text == "b"));
    let wrong = FigureStyle {
        parts: FigureParts {
            letter: Some('.'),
            ..FigureParts::default()
        },
        ..FigureStyle::default()
    };
    assert_eq!(svg_from_figure(&figure, &wrong), Err(FigureError::NoLetter));
}

/// What is written above the bars.
fn figure_values(figure: &Figure) -> Vec<String> {
    let bars = figure.charts.iter().filter_map(|chart| match chart {
        Chart::Bars(chart) => Some(chart),
        _ => None,
    });
    let bars = bars.flat_map(|chart| &chart.series);
    let bars = bars.flat_map(|series| series.bars.iter().flatten());
    bars.map(|bar| bar.text.clone()).collect()
}

#[test]
fn values_without_room_are_said() {
    let figure = strengths(tiny_bert(), CANADA);
    let said = |size: FigureSize| remarks_of_figure(&figure, &size.style()).unwrap();
    assert_eq!(said(FigureSize::Screen), Vec::<String>::new());
    let long = strengths(tiny_bert(), &"word ".repeat(40));
    let remarks = remarks_of_figure(&long, &FigureSize::Single.style()).unwrap();
    assert!(
        remarks
            .iter()
            .any(|remark| remark.contains("values above the bars have no room"))
    );
    // Nobody misses what was not wanted.
    let style = FigureStyle {
        parts: FigureParts {
            values: false,
            ..FigureParts::default()
        },
        ..FigureSize::Single.style()
    };
    let remarks = remarks_of_figure(&long, &style).unwrap();
    assert!(remarks.iter().all(|remark| !remark.contains("values")));
}

#[test]
fn figures_are_written_in_the_serif_font_too() {
    let figure = strengths(tiny_bert(), "Who is na\u{ef}ve \u{1f355}?");
    let style = FigureStyle {
        font: FigureFont::Serif,
        ..FigureStyle::default()
    };
    let svg = svg_from_figure(&figure, &style).unwrap();
    assert!(svg.contains("@font-face{font-family:\"Glassbox Serif\""));
    assert!(svg.contains("font-family=\"Glassbox Serif, DejaVu Serif, serif\""));
    assert!(svg.contains("Glassbox Emoji, Noto Emoji"));
    let pdf = pdf_from_figure(&figure, &style).unwrap();
    let pdf = String::from_utf8_lossy(&pdf);
    assert!(pdf.contains("+DejaVuSerif") && !pdf.contains("+DejaVuSans"));
    assert_eq!(
        recipe_from_file(svg.as_bytes()).unwrap().picture,
        Some(style)
    );
    let style = FigureStyle {
        font: FigureFont::System("No Such Font".to_owned()),
        ..FigureStyle::default()
    };
    let error = svg_from_figure(&figure, &style).unwrap_err().to_string();
    assert!(error.contains("no font called No Such Font"), "{error}");
}

#[test]
fn a_figure_is_made_again_from_itself_byte_for_byte() {
    let model = tiny_bert();
    let style = FigureStyle {
        width: 500,
        scale: 1.25,
        theme: FigureTheme::Dark,
        ..FigureStyle::default()
    };
    let question = AnalysisSettings {
        layer: Some(3),
        second_layer: Some(9),
        ..AnalysisSettings::default()
    };
    let odd = "Who is <&\"> \u{FFFF}\u{1}\t naïve 🍕 \\ ]]> ?";
    let analysis = analyze(model, odd, &question).unwrap();
    for chart in Subject::Text.charts() {
        let figure = figure_of(&analysis, chart);
        let svg = svg_from_figure(&figure, &style).unwrap();
        let recipe = recipe_from_file(svg.as_bytes()).unwrap();
        let Asked::Analyze { text, .. } = &recipe.question.asked else {
            panic!("{recipe:?}");
        };
        assert_eq!(text, odd);
        assert_eq!(recipe.model.sha256, model.card().sha256);
        let again = analyze(model, text, &recipe.question.settings).unwrap();
        let chart = Subject::Text
            .chart(recipe.chart.as_deref().unwrap())
            .unwrap();
        let again = figure_of(&again, chart);
        let style = recipe.picture.clone().unwrap();
        assert_eq!(svg_from_figure(&again, &style).unwrap(), svg);
        if chart.id() == STRENGTHS.id() {
            let png = png_from_figure(&figure, &style).unwrap();
            assert_eq!(recipe, recipe_from_file(&png).unwrap());
            assert!(png_from_figure(&again, &style).unwrap() == png);
        }
    }
}

#[test]
fn comparisons_and_drift_are_made_again_with_pairs_made_by_hand() {
    let model = tiny_bert();
    let asked = Comparing {
        comparison: ComparisonSettings {
            high_from: glassbox::domain::shift::HighFrom::Either,
            positions: glassbox::analysis::Positions::Kept,
            ..ComparisonSettings::default()
        },
        ..Comparing::default()
    };
    let pairs = [(2, 5), (4, 3)];
    let question = comparison_question(PARK, BEACH, &asked, &pairs);
    let answer = ask(&[model], &question, &Cancel::never()).unwrap();
    let comparison = answer.comparison().unwrap();
    let style = FigureStyle::default();
    let drawn = |comparison| figure_of_pair(comparison, &ShiftHeatmap);
    let svg = svg_from_figure(&drawn(comparison), &style).unwrap();
    let recipe = recipe_from_file(svg.as_bytes()).unwrap();
    let Asked::Compare {
        settings,
        paired_by_hand,
        ..
    } = &recipe.question.asked
    else {
        panic!("{recipe:?}");
    };
    assert_eq!(*settings, asked.comparison);
    assert_eq!(paired_by_hand, &pairs);
    let again = ask(&[model], &recipe.question, &Cancel::never()).unwrap();
    let again = again.comparison().unwrap();
    assert_eq!(svg_from_figure(&drawn(again), &style).unwrap(), svg);
    // The JSON result holds the same, but for the picture.
    let mut from_json = recipe_from_file(json(&answer).unwrap().as_bytes()).unwrap();
    from_json.chart.clone_from(&recipe.chart);
    from_json.picture = recipe.picture.clone();
    assert_eq!(from_json, recipe);

    let prompts = ["Summarize", "", "日本"];
    let measured = drift(model, "The weather is nice.", &prompts, &asked).unwrap();
    let chart = Subject::Instructions.charts().next().unwrap();
    let figure = figure_from_answer(&Answer::Drift(Arc::clone(&measured)), chart).unwrap();
    let svg = svg_from_figure(&figure, &style).unwrap();
    let recipe = recipe_from_file(svg.as_bytes()).unwrap();
    let again = ask(&[model], &recipe.question, &Cancel::never()).unwrap();
    let figure = figure_from_answer(&again, chart).unwrap();
    assert_eq!(svg_from_figure(&figure, &style).unwrap(), svg);
    let mut from_json = recipe_from_file(
        json(&Answer::Drift(Arc::clone(&measured)))
            .unwrap()
            .as_bytes(),
    )
    .unwrap();
    from_json.chart.clone_from(&recipe.chart);
    from_json.picture = recipe.picture.clone();
    assert_eq!(from_json, recipe);
}

#[test]
fn a_file_without_a_recipe_is_refused_in_one_line() {
    let analysis = analysis_of(tiny_bert(), CANADA);
    let figure = figure_of(&analysis, &STRENGTHS);
    let style = FigureStyle {
        scale: 1.0,
        ..FigureStyle::default()
    };
    let png = png_from_figure(&figure, &style).unwrap();
    let svg = svg_from_figure(&figure, &style).unwrap();
    let json = json(&Answer::Analysis(Arc::clone(&analysis))).unwrap();
    assert!(recipe_from_file(json.as_bytes()).is_ok());
    let mut stripped = Vec::new();
    let mut encoder = png::Encoder::new(&mut stripped, 1, 1);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0; 3]).unwrap();
    writer.finish().unwrap();
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \
                \"&a;&a;&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><metadata>&b;\
                </metadata></svg>";
    let deep = "[".repeat(200_000);
    let cases: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"hello".to_vec(),
        vec![0xFF, 0xD8, 0xFF, 0xE0],
        png[..60].to_vec(),
        png[..png.len() / 40].to_vec(),
        stripped,
        svg.as_bytes()[..svg.len() / 2].to_vec(),
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        b"<html><body>hi</body></html>".to_vec(),
        bomb.as_bytes().to_vec(),
        format!("{{\"schema\":{deep}").into_bytes(),
        b"{}".to_vec(),
        b"{\"schema\":\"glassbox.figure.v9\"}".to_vec(),
        b"{\"schema\":\"glassbox.figure.v1\"}".to_vec(),
        json.as_bytes()[..json.len() / 2].to_vec(),
        json.replace("\"quantile\":0.75", "\"quantile\":7.5")
            .into_bytes(),
        json.replace("\"quantile\":0.75", "\"quantile\":\"much\"")
            .into_bytes(),
        json.replace("\"text\":", "\"words\":").into_bytes(),
        svg.replace("&quot;width&quot;:960", "&quot;width&quot;:4000000000")
            .into_bytes(),
    ];
    for bytes in cases {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let said = match recipe_from_file(&bytes) {
            Ok(recipe) => panic!("{start}: {recipe:?}"),
            Err(error) => error.to_string(),
        };
        assert!(
            !said.contains('\n') && said.contains(": "),
            "{start}: {said}"
        );
    }
}

#[test]
fn sizes_that_make_no_sense_are_refused_before_drawing() {
    let figure = strengths(tiny_bert(), CANADA);
    let usual = FigureStyle::default();
    let wrong = [
        FigureStyle {
            width: 10,
            ..usual.clone()
        },
        FigureStyle {
            width: 1 << 30,
            ..usual.clone()
        },
        FigureStyle {
            height: Some(1),
            ..usual.clone()
        },
        FigureStyle {
            scale: f64::NAN,
            ..usual.clone()
        },
        FigureStyle {
            scale: 0.0,
            ..usual.clone()
        },
        FigureStyle {
            text_size: 1e9,
            ..usual.clone()
        },
    ];
    for style in wrong {
        let error = svg_from_figure(&figure, &style).unwrap_err();
        assert!(matches!(error, FigureError::OutOfRange { .. }), "{error}");
    }
    let low = FigureStyle {
        height: Some(150),
        ..usual.clone()
    };
    let Err(FigureError::TooLow { given: 150, needed }) = svg_from_figure(&figure, &low) else {
        panic!("150 pixels are enough?");
    };
    let enough = FigureStyle {
        height: Some(needed),
        ..usual.clone()
    };
    nothing_is_cut(
        "as low as can be",
        &svg_from_figure(&figure, &enough).unwrap(),
    );
    let huge = FigureStyle {
        width: 4000,
        height: Some(8000),
        scale: 4.0,
        ..usual.clone()
    };
    let error = png_from_figure(&figure, &huge).unwrap_err();
    assert!(matches!(error, FigureError::TooLarge { .. }), "{error}");
}

#[test]
fn everything_holds_every_chart_and_every_table() {
    let analysis = analysis_of(tiny_bert(), CANADA);
    let style = FigureStyle {
        scale: 1.0,
        height: Some(240),
        ..FigureStyle::default()
    };
    let files = everything(&Answer::Analysis(analysis), &style).unwrap();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    for chart in Subject::Text.charts() {
        for kind in ["svg", "png", "pdf"] {
            let name = format!("{}.{kind}", chart.id());
            assert!(names.contains(&name.as_str()), "{name} is not in {names:?}");
        }
    }
    for table in ["result.json", "table.csv", "table.md", "table.tex"] {
        assert!(names.contains(&table), "{table} is not in {names:?}");
    }
    assert_eq!(names.len(), 3 * Subject::Text.charts().count() + 4);
}

#[test]
fn panels_over_one_another_have_one_scale() {
    let asked = Comparing::default();
    let comparison = compare(minilm(), PARK, BEACH, &asked).unwrap();
    let figure = figure_of_pair(&comparison, &BothStrengths);
    let [Chart::Bars(a), Chart::Bars(b)] = figure.charts.as_slice() else {
        panic!("{:?}", figure.charts.len());
    };
    assert_eq!(a.axis, b.axis);
    let svg = svg_from_figure(&figure, &FigureStyle::default()).unwrap();
    let document = Document::parse(&svg).unwrap();
    // Slot by slot the bars of A and B stand over one another and are as wide.
    let rects = |group: &Node<'_, '_>| -> Vec<(f64, f64)> {
        let rects = group.children().filter(|node| node.has_tag_name("rect"));
        rects
            .map(|rect| (attribute(&rect, "x"), attribute(&rect, "width")))
            .collect()
    };
    let groups = named(&document, "bars");
    let (a, b) = (rects(&groups[0]), rects(&groups[1]));
    assert!(
        a.len() < b.len() && a.iter().zip(&b).all(|(a, b)| a == b),
        "{a:?} {b:?}"
    );
}
