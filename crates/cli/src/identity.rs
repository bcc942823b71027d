//! As whom is asked: headers and cookies, whose values never stand on the command line.

use crate::exit::Failure;

/// The name of the identity that the command line gives.
pub const GIVEN: &str = "given";

/// The headers that show who asks. `${NAME}` is taken from the variables; a value without one would be readable by
/// everybody who lists this machine's processes, and is refused.
pub fn proof(
    headers: &[String],
    cookies: &[String],
    variables: &[(String, String)],
) -> Result<Vec<(String, String)>, Failure> {
    let mut all = Vec::new();
    for text in headers {
        let (name, value) = text
            .split_once(':')
            .filter(|(name, _)| is_token(name.trim()))
            .ok_or_else(|| Failure::usage("--header is no header; write it as 'Authorization: ${VARIABLE}'"))?;
        all.push((name.trim().to_owned(), filled("--header", value.trim(), variables)?));
    }
    let mut pairs = Vec::new();
    for text in cookies {
        let (name, value) = text
            .split_once('=')
            .filter(|(name, _)| is_token(name.trim()))
            .ok_or_else(|| Failure::usage("--cookie is no cookie; write it as 'session=${VARIABLE}'"))?;
        pairs.push(format!("{}={}", name.trim(), filled("--cookie", value.trim(), variables)?));
    }
    if !pairs.is_empty() {
        all.push(("Cookie".to_owned(), pairs.join("; ")));
    }
    Ok(all)
}

/// A word as RFC 9110, section 5.6.2 allows it for names.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn filled(option: &str, text: &str, variables: &[(String, String)]) -> Result<String, Failure> {
    let mut parts = text.split("${");
    let mut value = parts.next().unwrap_or_default().to_owned();
    let mut any = false;
    for part in parts {
        let (name, rest) =
            part.split_once('}').ok_or_else(|| Failure::usage(format!("{option} has `${{` without `}}`")))?;
        let known = variables.iter().find(|(known, _)| known == name);
        let (_, secret) = known.ok_or_else(|| {
            Failure::usage(format!("{option} names the variable {name}, which this shell does not set"))
        })?;
        value.push_str(secret);
        value.push_str(rest);
        any = true;
    }
    let safe = value.bytes().all(|b| b >= b' ' && b != 0x7f);
    match (any, safe) {
        (true, true) => Ok(value),
        (true, false) => Err(Failure::usage(format!("the variable that {option} names holds a line end"))),
        (false, _) => Err(Failure::usage(format!(
            "the value of {option} would be readable by everybody on this machine; put it into a variable and write its \
             name as ${{VARIABLE}}, in single quotes"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(headers: &[&str], cookies: &[&str]) -> Result<Vec<(String, String)>, String> {
        let own = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let variables = vec![("TOKEN".to_owned(), "hunter2".to_owned()), ("BAD".to_owned(), "a\r\nb".to_owned())];
        proof(&own(headers), &own(cookies), &variables).map_err(|failure| failure.says)
    }

    #[test]
    fn values_come_from_variables() {
        let all = told(&["Authorization: Bearer ${TOKEN}"], &["a=${TOKEN}", "b=x${TOKEN}"]).expect("well formed");
        assert_eq!(all[0], ("Authorization".to_owned(), "Bearer hunter2".to_owned()));
        assert_eq!(all[1], ("Cookie".to_owned(), "a=hunter2; b=xhunter2".to_owned()));
    }

    #[test]
    fn what_is_wrong_is_told_without_the_value() {
        for header in
            ["Authorization: hunter2", "Authorization", "A b: ${TOKEN}", "A: ${NONE}", "A: ${TOKEN", "A: ${BAD}"]
        {
            let why = told(&[header], &[]).expect_err(header);
            assert!(!why.contains("hunter2"), "{why}");
        }
        assert!(told(&[], &["session"]).is_err() && told(&[], &["=${TOKEN}"]).is_err());
    }
}
