//! Projects, started by the real framework and read by sneck.

use crate::compare::Tally;
use crate::corpus::Project;
use crate::framework::Framework;
use crate::real;

/// Of a hundred values, fewer than this many may be unknown.
const PERCENT_UNKNOWN: usize = 3;

/// What came out.
pub struct Audit(Tally);

impl Audit {
    /// Of projects, with every release of a framework.
    pub fn of(framework: &'static Framework, projects: &[Project]) -> Self {
        Self::with(framework, framework.environments, projects)
    }

    /// Of projects, with some releases of a framework.
    pub fn with(framework: &'static Framework, environments: &[&str], projects: &[Project]) -> Self {
        let mut audit = Self(Tally::new(framework));
        for environment in environments {
            audit.compare(projects, environment);
        }
        audit
    }

    /// Starts all projects with the framework of one virtual environment and compares.
    fn compare(&mut self, projects: &[Project], environment: &str) {
        let Self(tally) = self;
        let pins = real::pins(environment, tally.framework.pins);
        let fitting: Vec<_> = projects.iter().filter(|project| project.is_for(environment)).collect();
        let trees: Vec<_> = fitting.iter().map(|project| project.tree_for(&pins)).collect();
        let starts = || fitting.iter().zip(&trees).flat_map(|(p, tree)| p.starts.iter().map(move |s| (p, tree, s)));
        let jobs = starts().map(|(_, tree, start)| real::job(tree, start)).collect();
        let name = tally.framework.name;
        let (answers, facts) = std::thread::scope(|scope| {
            let real = scope.spawn(|| real::answers(name, environment, jobs));
            let facts: Vec<_> = trees.iter().map(sneck_read::facts).collect();
            (real.join().expect("the real framework answers"), facts)
        });
        let facts = fitting.iter().zip(&facts).flat_map(|(p, facts)| p.starts.iter().map(move |_| facts));
        for (((project, tree, start), answer), facts) in starts().zip(&answers).zip(facts) {
            let before = tally.wrong.len();
            tally.add(&format!("{}, {} ({environment})", project.title, start.name), facts, start, answer);
            if before == 0 && !tally.wrong.is_empty() {
                let variables = &start.variables;
                tally.first = format!("{variables:?} {}\n{}", start.command, sneck_read::world::write(tree));
            }
        }
    }

    /// Fails with everything that is wrong and unknown when one value is wrong or too many are unknown.
    pub fn judge(&self) {
        let Tally { compared, unknown, wrong, first, .. } = &self.0;
        let verdict = format!("{compared} values compared, {} wrong, {} unknown", wrong.len(), unknown.len());
        assert!(
            wrong.is_empty() && unknown.len() * 100 < compared * PERCENT_UNKNOWN,
            "{verdict}\n\nUNKNOWN\n\n{}\n\nWRONG\n\n{}\n\nTHE FIRST WRONG ONE\n\n{first}",
            unknown.join("\n\n"),
            wrong.join("\n\n"),
        );
    }
}
