//! Jobs of GitHub and GitLab: they run tests, not the app for users.

use sneck_model::Kind;

use super::found::{Found, declared};
use super::launch::{Mounts, Start, follow_line, likelihood};
use super::yaml::{Node, Value, Yaml, parse};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::{File, Tree};

/// Reads every job.
pub fn read(tree: &Tree, found: &mut Found) {
    let of_gitlab = super::gitlab::files(tree);
    for file in &tree.files {
        let yaml = file.name().ends_with(".yml") || file.name().ends_with(".yaml");
        let jobs: fn(&Node) -> Vec<Job> = match file.folder() {
            ".github/workflows" if yaml => github,
            _ if of_gitlab.contains(&file.path) => gitlab,
            _ => continue,
        };
        let documents = parse(&file.path, &file.text());
        for (line, why) in &documents.mistakes {
            found.unread(&file.path, *line, why.clone());
        }
        for job in documents.all.iter().flat_map(|root| jobs(root)) {
            row(tree, file, found, job);
        }
    }
}

/// One job.
struct Job {
    name: String,
    variables: Vec<DeclaredVariable>,
    steps: Vec<Step>,
    node: Yaml,
}

/// One step: lines for a shell, with variables of its own.
struct Step {
    lines: String,
    variables: Vec<DeclaredVariable>,
    folder: String,
    node: Yaml,
}

/// The step that most likely starts something is the command of the job.
fn row(tree: &Tree, file: &File, found: &mut Found, job: Job) {
    let mut best = Start {
        words: Vec::new(),
        place: job.node.place(),
        variables: job.variables.clone(),
        open: Vec::new(),
        folder: String::new(),
    };
    for step in job.steps {
        let variables = job.variables.iter().cloned().chain(step.variables).collect();
        let (place, open) = (step.node.place(), Vec::new());
        let start = Start { words: Vec::new(), place, variables, open, folder: step.folder };
        let end = follow_line(tree, &Mounts::default(), &step.lines, start);
        if likelihood(&end.words) > likelihood(&best.words) {
            best = end;
        }
    }
    let kind = Some((Kind::Ci, "a job of a pipeline".to_owned()));
    found.declared.push(declared(format!("{}#{}", file.path, job.name), kind, false, best));
}

fn github(root: &Node) -> Vec<Job> {
    let jobs = root.get("jobs").map(|jobs| jobs.entries()).unwrap_or_default();
    let one = |(key, node): (&Yaml, &Yaml)| {
        let steps = node.get("steps").map(|steps| steps.list()).unwrap_or_default();
        let step = |step: &Node| {
            let run = step.get("run")?;
            let folder = step.text_at(&["working-directory"]).unwrap_or("").to_owned();
            let lines = run.text().unwrap_or("").to_owned();
            Some(Step { lines, variables: variables(step.get("env")), folder, node: run.clone() })
        };
        Job {
            name: key.text().unwrap_or_default().to_owned(),
            variables: [variables(root.get("env")), variables(node.get("env"))].concat(),
            steps: steps.into_iter().filter_map(step).collect(),
            node: key.clone(),
        }
    };
    jobs.into_iter().map(one).collect()
}

fn gitlab(root: &Node) -> Vec<Job> {
    let jobs = root.entries().into_iter().filter(|(_, node)| node.get("script").is_some());
    let one = |(key, node): (&Yaml, &Yaml)| {
        let lines = ["before_script", "script"].iter().filter_map(|name| node.get(name));
        let step = |line: &Node| Step {
            lines: line.text().unwrap_or("").to_owned(),
            variables: Vec::new(),
            folder: String::new(),
            node: line.with(line.value.clone()),
        };
        Job {
            name: key.text().unwrap_or_default().to_owned(),
            variables: [variables(root.get("variables")), variables(node.get("variables"))].concat(),
            steps: lines.flat_map(|lines| lines.list()).map(step).collect(),
            node: key.clone(),
        }
    };
    jobs.map(one).collect()
}

/// `${{ … }}` and GitLab's `$NAME` are filled in by the pipeline.
fn variables(map: Option<&Yaml>) -> Vec<DeclaredVariable> {
    let one = |(key, node): (&Yaml, &Yaml)| {
        let node = node.get("value").unwrap_or(node);
        let value = match &node.value {
            Value::Scalar(text, _) if !text.contains('$') => Supplied::Text(text.clone()),
            Value::Null => Supplied::Text(String::new()),
            _ => Supplied::Unknown("the pipeline fills it in".into()),
        };
        DeclaredVariable { name: key.text().unwrap_or_default().to_owned(), value, place: key.place() }
    };
    map.map(|map| map.entries().into_iter().map(one).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn a_job_of_github_has_variables_of_three_levels() {
        let text = "env: {A: 1}\njobs:\n  test:\n    env:\n      B: ${{ secrets.B }}\n    steps:\n    - uses: actions/checkout@v4\n    - run: pip install .\n\
                    \x20   - run: python app.py\n      env: {C: 3}\n";
        let expected = ".github/workflows/ci.yml#test (ci): python app.py @.github/workflows/ci.yml:9 | A=1 B? C=3";
        assert_eq!(rows(&[(".github/workflows/ci.yml", text)]), [expected]);
    }

    #[test]
    fn a_job_of_gitlab_has_a_script() {
        let text = "variables: {A: 1}\ntest:\n  variables:\n    B: {value: b}\n  script:\n  - pip install .\n  - flask run &\n";
        assert_eq!(
            rows(&[(".gitlab-ci.yml", text)]),
            [".gitlab-ci.yml#test (ci): flask run @.gitlab-ci.yml:7 | A=1 B=b"]
        );
    }
}
