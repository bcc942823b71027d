//! Random Flask projects: the same seed gives the same project.

use crate::corpus::{Project, Start};
use crate::expressions::{NUMBER_VALUES, NUMBERS, PRELUDE, WORD_VALUES, WORDS, setting, truth};
use crate::random::Random;

/// The project of a seed.
pub fn project(seed: u64) -> Project {
    let mut random = Random::new(seed);
    let classes = 1 + random.below(4);
    let world = format!(
        "=== helpers.py\n{PRELUDE}=== config.py\n{}=== extra.py\n{}=== app.py\n{}",
        config(&mut random, classes),
        settings(&mut random, ""),
        app(&mut random, classes),
    );
    let tree = sneck_read::world::parse(&world).expect("generated worlds are well formed");
    let starts = (0..2).map(|number| start(&mut random, number)).collect();
    Project { title: format!("seed {seed}"), only: Vec::new(), tree, starts }
}

fn start(random: &mut Random, number: usize) -> Start {
    let mut variables = Vec::new();
    for (names, values) in [(&WORDS[..], &WORD_VALUES[..]), (&NUMBERS[..], &NUMBER_VALUES[..])] {
        for name in names {
            if !random.once_in(2) {
                variables.push(((*name).to_owned(), random.pick(values).to_owned()));
            }
        }
    }
    let command = if random.once_in(4) { "python app.py" } else { "gunicorn app:app" };
    Start { name: format!("start {number}"), declared: false, variables, command: command.into() }
}

const IMPORTS: &str = "import os\n\nfrom helpers import *\n";

/// A module of classes that inherit from each other, and a look-up of them by name.
fn config(random: &mut Random, classes: usize) -> String {
    let mut module = IMPORTS.to_owned();
    for number in 0..classes {
        module += &class(random, number);
    }
    let names: Vec<_> = (0..classes).map(|number| format!("{:?}: C{number}", WORD_VALUES[number + 1])).collect();
    module + &format!("\n\nby_name = {{{}}}\n", names.join(", "))
}

/// Bases stand in the order of falling numbers, so that a linearisation always exists.
fn class(random: &mut Random, number: usize) -> String {
    let bases: Vec<_> = (0..number).rev().filter(|_| random.once_in(2)).map(|base| format!("C{base}")).collect();
    let mut class = format!("\n\nclass C{number}({}):\n    pass\n", bases.join(", "));
    for _ in 0..random.below(5) {
        let (name, value) = setting(random);
        class += &format!("    {name} = {value}\n");
    }
    if random.once_in(4) {
        let condition = truth(random, 2);
        class += &format!("    if {condition}:\n{}", settings(random, "        "));
    }
    class
}

/// One to three assignments.
fn settings(random: &mut Random, indent: &str) -> String {
    let mut lines = String::new();
    if indent.is_empty() {
        lines += IMPORTS;
    }
    for _ in 0..1 + random.below(3) {
        let (name, value) = setting(random);
        lines += &format!("{indent}{name} = {value}\n");
    }
    lines
}

/// The application, made by a factory or at the top of the module.
fn app(random: &mut Random, classes: usize) -> String {
    let factory = random.once_in(2);
    let indent = if factory { "    " } else { "" };
    let mut module = format!("{IMPORTS}import config\nfrom flask import Flask\n\n");
    if factory {
        module += "\ndef create_app(chosen=None):\n";
    }
    module += &format!("{indent}app = Flask(__name__)\n");
    for _ in 0..1 + random.below(5) {
        module += &statement(random, indent, classes, 2);
    }
    if factory {
        module += "    return app\n\n\napp = create_app()\n";
    }
    module + &format!("\nif __name__ == \"__main__\":\n    app.run(debug={})\n", truth(random, 1))
}

/// Something that is done with the configuration.
fn statement(random: &mut Random, indent: &str, classes: usize, depth: usize) -> String {
    let (name, value) = setting(random);
    let class = random.below(classes);
    let inner = format!("{indent}    ");
    let block = |random: &mut Random| statement(random, &inner, classes, depth - 1);
    match random.below(if depth == 0 { 9 } else { 13 }) {
        0 => format!("{indent}app.config[{name:?}] = {value}\n"),
        1 => format!("{indent}app.config.update({name}={value})\n"),
        2 => format!("{indent}app.config.from_mapping({{{name:?}: {value}}})\n"),
        3 => format!("{indent}app.config.setdefault({name:?}, {value})\n"),
        4 => format!("{indent}app.config.from_object(config.C{class})\n"),
        5 => format!("{indent}app.config.from_object(\"config.C{class}\")\n"),
        6 => {
            format!("{indent}app.config.from_object(config.by_name.get(os.environ.get(\"STAGE\"), config.C{class}))\n")
        }
        7 => format!("{indent}app.config.from_pyfile(\"extra.py\")\n"),
        8 => format!("{indent}for name in ({name:?}, \"TESTING\"):\n{inner}app.config[name] = {value}\n"),
        9 => format!("{indent}if {}:\n{}", truth(random, 2), block(random)),
        10 => format!("{indent}if {}:\n{}{indent}else:\n{}", truth(random, 2), block(random), block(random)),
        11 => format!(
            "{indent}try:\n{inner}app.config[{name:?}] = os.environ[\"FEATURE\"]\n{indent}except KeyError:\n{}",
            block(random)
        ),
        _ => format!("{indent}with app.app_context():\n{}", block(random)),
    }
}
