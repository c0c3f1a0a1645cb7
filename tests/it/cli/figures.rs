//! The contract of pictures and tables on the command line: files whole or not at all, sizes,
//! charts by name.

use std::fs;
use std::path::Path;

use glassbox::charts::{ChartDef, Subject};
use glassbox::export::figure::recipe_from_file;
use resvg::usvg::roxmltree::Document;

use crate::fixtures::{analyze_tiny, glassbox, one_line_of_failure, printed, tiny};

const TEXT: &str = "Who is the prime minister of Canada?";

/// Pixels of a PNG, read from its header.
fn size_of_png(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).unwrap();
    let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let reader = decoder.read_info().unwrap();
    (reader.info().width, reader.info().height)
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn six_outputs_of_one_run_agree() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = analyze_tiny();
    command.current_dir(folder.path()).arg(TEXT);
    for (flag, file) in [
        ("--json", "a.json"),
        ("--csv", "a.csv"),
        ("--markdown", "a.md"),
        ("--latex", "a.tex"),
        ("--svg", "a.svg"),
        ("--png", "a.png"),
    ] {
        command.args([flag, file]);
    }
    command.args(["--width", "700", "--height", "400", "--scale", "1.5"]);
    assert!(printed(&mut command).is_empty());
    let path = |name: &str| folder.path().join(name);
    let names = names_in(folder.path());
    assert_eq!(
        names,
        ["a.csv", "a.json", "a.md", "a.png", "a.svg", "a.tex"]
    );
    assert_eq!(size_of_png(&path("a.png")), (1050, 600));
    let recipes = ["a.json", "a.svg", "a.png"].map(|name| {
        let mut recipe = recipe_from_file(&fs::read(path(name)).unwrap()).unwrap();
        (recipe.chart, recipe.picture) = (None, None);
        recipe
    });
    assert!(recipes[0] == recipes[1] && recipes[1] == recipes[2]);
    let markdown = fs::read_to_string(path("a.md")).unwrap();
    let row = markdown
        .lines()
        .find(|line| line.contains("minister |"))
        .unwrap();
    assert_eq!(row.matches(" | ").count(), 7, "{row}");
    let latex = fs::read_to_string(path("a.tex")).unwrap();
    for part in ["\\toprule", "{[}CLS{]} &", "\\bottomrule", "\\end{tabular}"] {
        assert!(latex.contains(part), "{latex}");
    }
    assert_eq!(latex.matches(" \\\\\n").count(), 1 + 10, "{latex}");
}

#[test]
fn every_chart_has_a_name_that_draws_it() {
    let commands: [(&[&str], Subject); 3] = [
        (&["analyze", TEXT], Subject::Text),
        (&["compare", TEXT, "Who was it?"], Subject::Pair),
        (&["drift"], Subject::Instructions),
    ];
    for (arguments, subject) in commands {
        let mut drawn: Vec<String> = Vec::new();
        for chart in subject.charts().map(ChartDef::id) {
            let svg = printed(tiny(arguments).args(["--chart", chart, "--svg", "-"]));
            let recipe = recipe_from_file(svg.as_bytes()).unwrap();
            assert_eq!(recipe.chart.as_deref(), Some(chart));
            assert!(!drawn.contains(&svg), "{chart} is not a chart of its own");
            drawn.push(svg);
        }
        // The first is the one that is drawn without a name.
        let usual = printed(tiny(arguments).args(["--svg", "-"]));
        assert_eq!(drawn.first(), Some(&usual));
    }
}

#[test]
fn themes_and_sizes_with_a_name_are_what_they_say() {
    let background = |flags: &[&str]| {
        let svg = printed(analyze_tiny().arg(TEXT).args(flags).args(["--svg", "-"]));
        let document = Document::parse(&svg).unwrap();
        let root = document.root_element();
        let rect = root
            .children()
            .find(|node| node.has_tag_name("rect"))
            .unwrap();
        let width = root.attribute("width").unwrap().to_owned();
        (width, rect.attribute("fill").unwrap().to_owned())
    };
    let pair = |width: &str, fill: &str| (width.to_owned(), fill.to_owned());
    assert_eq!(background(&[]), pair("960", "#f8f8f8"));
    assert_eq!(background(&["--theme", "dark"]), pair("960", "#1b1b1b"));
    assert_eq!(background(&["--size", "single"]), pair("85mm", "#ffffff"));
    assert_eq!(
        background(&["--size", "double", "--theme", "light"]),
        pair("180mm", "#f8f8f8")
    );
    assert_eq!(
        background(&["--size", "slide", "--width", "1000"]),
        pair("1000", "#f8f8f8")
    );
}

#[test]
fn a_print_size_is_given_in_millimetres_points_and_dots() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let flags = [
        "--width-mm",
        "90",
        "--dpi",
        "600",
        "--text-pt",
        "8",
        "--letter",
        "a",
        "--no-title",
        "--no-caption",
        "--no-values",
        "--font",
        "serif",
    ];
    let mut command = analyze_tiny();
    command.arg(TEXT).args(flags);
    for name in ["a.pdf", "a.svg", "a.png"] {
        command.arg(format!("--{}", &name[2..])).arg(place(name));
    }
    command.assert().success();
    let svg = std::fs::read_to_string(place("a.svg")).unwrap();
    assert!(
        svg.contains("width=\"90mm\"") && svg.contains("viewBox=\"0 0 340 "),
        "{svg}"
    );
    let style = recipe_from_file(svg.as_bytes()).unwrap().picture.unwrap();
    assert_eq!((style.width_mm, style.scale), (Some(90.0), 6.25));
    assert_eq!(style.parts.letter, Some('a'));
    for name in ["a.pdf", "a.png"] {
        let recipe = recipe_from_file(&std::fs::read(place(name)).unwrap()).unwrap();
        assert_eq!(recipe.picture.as_ref(), Some(&style), "{name}");
    }
    // A width in pixels is one, whatever the size is named after.
    let flags = ["--size", "single", "--width", "400", "--svg", "-"];
    let svg = printed(analyze_tiny().arg(TEXT).args(flags));
    assert!(svg.contains("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\""));
}

#[test]
fn wrong_pictures_are_refused_before_the_model_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for (flags, said) in [
        (
            &["--width", "10"][..],
            "the width 10 is out of range: give 240 to 4000",
        ),
        (&["--height", "90000"], "the height 90000 is out of range"),
        (
            &["--scale", "13"],
            "the scale 13 is out of range: give 1 to 12.5",
        ),
        (&["--scale", "NaN"], "the scale NaN is out of range"),
        (&["--text-size", "0"], "the text size 0 is out of range"),
        (&["--svg", "a.png"], "--png and --svg go to the same place"),
        (
            &["--width-mm", "10"],
            "the width in mm 10 is out of range: give 64 to 1050",
        ),
        (&["--dpi", "50"], "is out of range"),
        (
            &["--letter", "."],
            "a panel's letter is a letter or a digit",
        ),
        (
            &["--font", "No Such Font"],
            "this system has no font called No Such Font",
        ),
    ] {
        let mut command = glassbox();
        // A model that is not there: it is not asked for.
        command.args(["--model", "./nowhere", "analyze", "hi", "--png", "a.png"]);
        command.current_dir(folder.path()).args(flags);
        let failure = one_line_of_failure(&mut command, 2);
        assert!(failure.contains(said), "{failure}");
    }
    for (flags, said) in [
        (
            &["--height", "150", "--svg", "a.svg"][..],
            "has no room for this figure: make it",
        ),
        (
            &[
                "--width", "4000", "--height", "8000", "--scale", "4", "--png", "a.png",
            ],
            "a picture of 16000 x 32000 pixels is too large",
        ),
        (
            &["--theme", "dark"],
            "--theme is for pictures: give --png, --svg, --pdf or --all too",
        ),
        (
            &["--size", "slide", "--csv", "a.csv"],
            "--size is for pictures",
        ),
    ] {
        let mut command = analyze_tiny();
        command.current_dir(folder.path()).arg("hi").args(flags);
        let failure = one_line_of_failure(&mut command, 2);
        assert!(failure.contains(said), "{failure}");
    }
    assert!(names_in(folder.path()).is_empty());
    for flags in [
        &["--chart", "pie", "--svg", "-"][..],
        &["--theme", "pink", "--svg", "-"],
        &["--width", "-5", "--svg", "-"],
        &["--width", "much", "--svg", "-"],
    ] {
        let output = analyze_tiny().arg("hi").args(flags).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
        assert!(output.stdout.is_empty(), "{flags:?}");
    }
}

#[test]
fn all_charts_and_tables_come_into_a_folder_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let all = folder.path().join("all");
    let mut command = tiny([
        "compare",
        TEXT,
        "Who was it?",
        "--size",
        "single",
        "--scale",
        "1",
    ]);
    command.arg("--all").arg(&all);
    assert!(printed(&mut command).is_empty());
    let names = names_in(&all);
    assert_eq!(
        names.len(),
        3 * Subject::Pair.charts().count() + 4,
        "{names:?}"
    );
    for name in &names {
        assert!(fs::metadata(all.join(name)).unwrap().len() > 100, "{name}");
    }
    assert_eq!(size_of_png(&all.join("shifts.png")).0, 321);

    // Again over the older files; and beside one that cannot be replaced.
    printed(&mut command);
    let blocked = folder.path().join("blocked");
    fs::create_dir(&blocked).unwrap();
    fs::create_dir(blocked.join("table.csv")).unwrap();
    let mut command = tiny(["analyze", TEXT, "--scale", "1", "--all"]);
    let said = one_line_of_failure(command.arg(&blocked), 1);
    assert!(said.contains("table.csv"), "{said}");
    assert_eq!(names_in(&blocked), ["table.csv"]);

    // A folder that was made for nothing is gone again.
    let made = folder.path().join("made");
    let mut command = tiny(["analyze", TEXT, "--scale", "1", "--json"]);
    command.arg(folder.path().join("missing").join("a.json"));
    one_line_of_failure(command.arg("--all").arg(&made), 1);
    assert!(!made.exists());
    let mut command = tiny(["analyze", TEXT, "--all"]);
    let said = one_line_of_failure(command.arg(folder.path().join("x").join("y")), 1);
    assert!(said.contains("could not make the folder"), "{said}");
}

#[test]
fn pictures_that_cannot_be_written_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.svg");
    let missing = folder.path().join("missing").join("a.png");
    let mut command = analyze_tiny();
    command
        .arg("hi")
        .arg("--svg")
        .arg(&good)
        .arg("--png")
        .arg(missing);
    let said = one_line_of_failure(&mut command, 1);
    assert!(said.contains("make the folder first"), "{said}");
    assert!(names_in(folder.path()).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_leaves_no_picture() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.png");
    let mut command = analyze_tiny();
    command
        .args(["hi", "--svg", "/dev/full", "--png"])
        .arg(&good);
    let said = one_line_of_failure(&mut command, 1);
    assert!(
        said.contains("/dev/full") && said.contains("free some space"),
        "{said}"
    );
    assert!(names_in(folder.path()).is_empty());
}

/// Root may write everywhere, so a folder is only read-only to a test that is not root.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_file_is_left_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept.png");
    fs::write(&kept, "old").unwrap();
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o444)).unwrap();
    let mut command = analyze_tiny();
    let said = one_line_of_failure(command.arg("hi").arg("--png").arg(&kept), 1);
    assert!(said.contains("choose a place you may write to"), "{said}");
    assert_eq!(fs::read(&kept).unwrap(), b"old");
    // Nor can anything be made in a folder of the kernel's.
    let mut command = analyze_tiny();
    let said = one_line_of_failure(command.args(["hi", "--svg", "/proc/a.svg"]), 1);
    assert!(said.contains("/proc/a.svg"), "{said}");
}

#[test]
fn a_picture_on_standard_output_is_that_picture_alone() {
    let mut command = analyze_tiny();
    let output = command
        .args(["hi", "--png", "-", "--scale", "1"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    assert!(recipe_from_file(&output.stdout).is_ok());
}

#[test]
fn a_text_taken_for_a_flag_is_told_where_it_goes() {
    for arguments in [
        &["analyze", "- an item"][..],
        &["compare", "hi", "-x and y"],
    ] {
        let said = one_line_of_failure(&mut tiny(arguments), 2);
        assert!(
            said.contains("starts with a dash: put -- before it"),
            "{said}"
        );
    }
    let output = tiny(["analyze", "hi", "--layer", "-1"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a layer is a whole number from 0"), "{said}");
    let output = tiny(["analyze", "--quantile", "-0.1", "hi"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("a quantile is a number from 0 to 1"),
        "{said}"
    );
}

/// A text that fills the tiny model's positions.
const LONG: &str = "we read my old book today and the rain in the capital was not nice we read my \
                    old book today and the rain";

#[test]
fn brackets_are_drawn_or_said_to_have_no_room() {
    for (width, drawn) in [("300", false), ("900", true)] {
        let arguments = ["analyze", LONG, "--parts", "--svg", "-", "--width", width];
        let svg = printed(&mut tiny(arguments));
        assert!(svg.contains("usual strength of this word"), "{width}");
        assert_eq!(svg.contains("class=\"ranges\""), drawn, "{width}");
        assert_eq!(svg.contains("The brackets have no room"), !drawn, "{width}");
    }
}
