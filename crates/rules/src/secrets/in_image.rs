//! `secrets/in-image`: a secret is part of an image.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Facts, Key, Literal, LiteralForm, Place, Rule, Setting, Severity, Standing, Strength, Verdicts,
};

use crate::common::{Fault, file_of, flag, place_of, step_at};
use crate::passwords;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/in-image",
    title: "A secret is part of the image",
    severity: Severity::High,
    checklist: "Images hold no secrets",
    why: "Whoever may pull an image reads every file and every variable of it, also those that a later step deletes: each \
          step is kept by itself. Images are copied to registries, build machines and laptops, and stay there for years. \
          A secret that was in one has to be taken for known.",
    remedy: "Give it to the container when it is started, or to one step of the build without keeping it:\n\n\
             RUN --mount=type=secret,id=token,env=TOKEN ./fetch.sh\n\n\
             and write `.env` into `.dockerignore`.",
    remedies: &[],
    references: &[
        "https://docs.docker.com/build/building/secrets/",
        "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    ],
    cwe: &[538, 798],
    since: "0.1",
    examples: &[
        Bad(
            "=== Dockerfile\nFROM python:3.12-slim\nENV SMTP_PASSWORD=Gx7pQ2vLw9\nUSER 10001\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
        Bad(
            "=== Dockerfile\nFROM python:3.12-slim\nCOPY shop /app/shop\nCOPY .env /app/.env\nUSER 10001\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
        Bad(
            "=== Dockerfile\nFROM python:3.12-slim\nADD [\"deploy/id_rsa\", \"/root/.ssh/\"]\nRUN pip install -r requirements.txt\nUSER 10001\n",
        ),
        Good(
            "=== Dockerfile\nFROM python:3.12-slim\nRUN --mount=type=secret,id=token ./fetch.sh\nENV SMTP_PASSWORD_FILE=/run/secrets/smtp\nUSER 10001\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
        Good(
            "=== Dockerfile\nFROM python:3.12-slim\nCOPY .env.example /app/.env.example\nENV TOKEN_TIME_TO_LIVE=60\nUSER 10001\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for literal in facts.literals.iter().filter(|literal| is_in_image(literal)) {
        let says = format!("`{}` is set to {} and becomes part of the image.", literal.name, literal.value);
        let step = step_at(&literal.place, format!("is set to {}", literal.value));
        let (subject, standing) = (file_of(&literal.place), Standing::Kind(literal.kind));
        Fault::new(says).at(out, &subject, standing, Strength::Shows, vec![step]);
    }
    let empty = |path: &str| {
        let mut known = facts.env_files.iter().filter(|file| file.path.ends_with(path.trim_start_matches("./")));
        known.next().is_some_and(|file| file.secrets.is_empty()) && known.next().is_none()
    };
    flag(facts, out, Key::CONTAINER_SECRET_FILE, |value| value.text().is_some_and(|path| !empty(path)), fault);
}

/// Written into a Dockerfile, as the value itself.
fn is_in_image(literal: &Literal) -> bool {
    let opens = !literal.value.is_empty() && !passwords::is_hashed(literal);
    opens && literal.form != LiteralForm::Fallback && is_dockerfile(&literal.place)
}

fn is_dockerfile(place: &Place) -> bool {
    place.file().is_some_and(|(path, _)| {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        name.starts_with("dockerfile") || name.starts_with("containerfile") || name.ends_with(".dockerfile")
    })
}

fn fault(setting: &Setting) -> Fault {
    let file = setting.value.text().unwrap_or_default();
    Fault::new(format!(
        "The build copies `{file}` into the image ({}): whoever may pull the image reads it.",
        place_of(setting)
    ))
    .fix(format!("Take the line out, write `{file}` into `.dockerignore`, and change what stands in it."))
}
