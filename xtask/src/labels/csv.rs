//! Comma-separated values with quotes, as RFC 4180 writes them; no field spans lines.

/// The rows below the head, each with a look-up of its fields by the head's names.
pub fn rows(text: &str) -> impl Iterator<Item = Row> + '_ {
    let mut lines = text.lines();
    let head = fields(lines.next().unwrap_or_default());
    lines.filter(|line| !line.is_empty()).map(move |line| Row { head: head.clone(), fields: fields(line) })
}

/// One row.
pub struct Row {
    head: Vec<String>,
    fields: Vec<String>,
}

impl Row {
    /// The field of a column; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        let at = self.head.iter().position(|column| column == name);
        at.and_then(|at| self.fields.get(at)).map_or("", String::as_str)
    }
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_commas_together() {
        let row = rows("a,b,c\n1,\"two, and \"\"half\"\"\",\n").next().expect("a row");
        assert_eq!((row.get("a"), row.get("b"), row.get("c")), ("1", "two, and \"half\"", ""));
    }
}
