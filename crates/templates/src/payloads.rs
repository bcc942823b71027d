//! Values that requests are repeated with, and in which combinations. Combinations are counted, never listed.

use crate::template::Skip;
use crate::yaml::Node;

/// Gives the text of a list of words by its path below the folder of templates.
pub type Files<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Values of one name, at most.
const VALUES: usize = 20_000;

/// How the values of several names are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attack {
    /// One name after another; the others keep what stands there. All names get the same value where one list serves all.
    BatteringRam,
    /// The first of all, the second of all, …
    PitchFork,
    /// Each with each.
    ClusterBomb,
}

/// Names with their values.
#[derive(Debug)]
pub struct Payloads {
    attack: Attack,
    lists: Vec<(String, Vec<String>)>,
}

impl Payloads {
    pub(crate) fn read(node: &Node, files: Files<'_>) -> Result<Self, Skip> {
        let attack = attack(node.text_of("attack").unwrap_or("batteringram"))?;
        let entries = node.get("payloads").map(Node::entries).unwrap_or_default();
        let lists = entries.iter().map(|(name, value)| values(value, files).map(|values| (name.clone(), values)));
        Ok(Self { attack, lists: lists.collect::<Result<_, Skip>>()? })
    }

    /// Names that have values.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.iter().map(|(name, _)| name.as_str())
    }

    /// How many combinations there are: 1 where there is no name at all.
    #[must_use]
    pub fn count(&self) -> u64 {
        let lengths = self.lists.iter().map(|(_, values)| values.len() as u64);
        match self.attack {
            _ if self.lists.is_empty() => 1,
            Attack::BatteringRam => lengths.sum(),
            Attack::PitchFork => lengths.min().unwrap_or(0),
            Attack::ClusterBomb => lengths.fold(1, u64::saturating_mul),
        }
    }

    /// The combination with this number, from 0 on: names and values.
    #[must_use]
    pub fn combination(&self, number: u64) -> Vec<(&str, &str)> {
        match self.attack {
            Attack::BatteringRam => self.one_of_all(number).into_iter().collect(),
            Attack::PitchFork => self.lists.iter().filter_map(|(name, values)| pair(name, values, number)).collect(),
            Attack::ClusterBomb => self.each_with_each(number),
        }
    }

    fn one_of_all(&self, mut number: u64) -> Option<(&str, &str)> {
        for (name, values) in &self.lists {
            let length = values.len() as u64;
            if number < length {
                return pair(name, values, number);
            }
            number -= length;
        }
        None
    }

    /// The last name changes fastest.
    fn each_with_each(&self, mut number: u64) -> Vec<(&str, &str)> {
        let mut pairs = Vec::with_capacity(self.lists.len());
        for (name, values) in self.lists.iter().rev() {
            let length = (values.len() as u64).max(1);
            pairs.extend(pair(name, values, number % length));
            number /= length;
        }
        pairs.reverse();
        pairs
    }
}

fn pair<'a>(name: &'a str, values: &'a [String], number: u64) -> Option<(&'a str, &'a str)> {
    Some((name, values.get(usize::try_from(number).ok()?)?))
}

fn attack(text: &str) -> Result<Attack, Skip> {
    match text.trim() {
        "batteringram" | "sniper" => Ok(Attack::BatteringRam),
        "pitchfork" => Ok(Attack::PitchFork),
        "clusterbomb" => Ok(Attack::ClusterBomb),
        other => Err(Skip::broken(format!("`{other}` is no way to combine values"))),
    }
}

/// A list of values, lines of a text, or the path of a file with one value a line.
fn values(node: &Node, files: Files<'_>) -> Result<Vec<String>, Skip> {
    let values: Vec<String> = match node.text() {
        None => node.items().into_iter().filter_map(Node::text).map(str::to_owned).collect(),
        Some(text) if text.trim().contains('\n') => lines(text),
        Some(path) => lines(&files(path).ok_or_else(|| Skip::needs(format!("the list `{path}`, which is not there")))?),
    };
    match values.len() {
        0..=VALUES => Ok(values),
        _ => Err(Skip::needs(format!("more than {VALUES} values of one name"))),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payloads(attack: &str) -> Payloads {
        let text = format!("attack: {attack}\npayloads:\n  user: [a, b]\n  pass: [1, 2, 3]\n");
        Payloads::read(&crate::yaml::parse(&text).expect("readable"), &|_| None).expect("values")
    }

    fn all(attack: &str) -> Vec<String> {
        let payloads = payloads(attack);
        let each = (0..payloads.count()).map(|n| payloads.combination(n));
        each.map(|pairs| pairs.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn values_are_combined_as_the_attack_says() {
        assert_eq!(all("pitchfork"), ["user=a pass=1", "user=b pass=2"]);
        assert_eq!(all("clusterbomb").len(), 6);
        assert_eq!(all("clusterbomb")[1], "user=a pass=2");
        assert_eq!(all("batteringram"), ["user=a", "user=b", "pass=1", "pass=2", "pass=3"]);
    }

    #[test]
    fn a_product_beyond_all_bounds_is_counted_and_never_made() {
        let lists = (0..12).map(|n| (format!("p{n}"), vec![String::from("x"); 1000])).collect();
        let payloads = Payloads { attack: Attack::ClusterBomb, lists };
        assert_eq!(payloads.count(), u64::MAX);
        assert_eq!(payloads.combination(u64::MAX - 1).len(), 12);
    }

    #[test]
    fn lists_come_from_lines_and_files_and_a_missing_file_is_named() {
        let read = |text: &str| {
            Payloads::read(&crate::yaml::parse(text).expect("readable"), &|path| {
                (path == "helpers/words.txt").then(|| "x\n\ny\r\n".to_owned())
            })
        };
        assert_eq!(read("payloads:\n  a: helpers/words.txt\n").map(|p| p.count()), Ok(2));
        assert_eq!(read("payloads:\n  a: |\n    one\n    two\n").map(|p| p.count()), Ok(2));
        assert!(matches!(read("payloads:\n  a: other.txt\n"), Err(Skip::Needs(what)) if what.contains("other.txt")));
    }
}
