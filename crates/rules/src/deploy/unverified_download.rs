//! `deploy/unverified-download`: an image is built from what somebody else may change on the way.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Verdicts};

use crate::common::{Fault, flag, place_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/unverified-download",
    title: "The build runs what it fetched unchecked",
    severity: Severity::Medium,
    checklist: "What a build fetches is compared with a known sum or signature",
    why: "A script that goes from the network straight into a shell runs as root of the build with whatever its server \
          answers that day: an installer that was changed by a thief, half a file after a broken connection, or, where \
          certificates are not checked, the answer of whoever sits on the way. Nothing in the project changes when it does.",
    remedy: "Fetch a fixed release, and compare it before it is used:\n\n\
             RUN curl -fsSLo install.sh https://example.com/1.4.2/install.sh \\\n\
             \x20&& echo \"<sum>  install.sh\" | sha256sum -c - \\\n\
             \x20&& sh install.sh\n\n\
             ADD --checksum=sha256:<sum> https://example.com/tool.tar.gz /opt/",
    remedies: &[],
    references: &[
        "https://docs.docker.com/reference/dockerfile/#add---checksum",
        "https://docs.docker.com/build/building/best-practices/#add-or-copy",
        "https://owasp.org/Top10/A08_2021-Software_and_Data_Integrity_Failures/",
    ],
    cwe: &[494, 829],
    since: "0.1",
    examples: &[
        Bad(
            "=== Dockerfile\nFROM debian:12\nRUN apt-get update \\\n && curl -fsSL https://get.shop.test/install.sh | bash\nUSER 10001\n",
        ),
        Bad("=== Dockerfile\nFROM debian:12\nADD https://get.shop.test/tool.tar.gz /opt/\nUSER 10001\n"),
        Bad(
            "=== Dockerfile\nFROM debian:12\nRUN wget --no-check-certificate https://get.shop.test/tool.tar.gz\nUSER 10001\n",
        ),
        Bad(
            "=== Dockerfile\nFROM debian:12\nRUN <<EOF\napt-get install -y --allow-unauthenticated shop-tools\nEOF\nUSER 10001\n",
        ),
        Good(
            "=== Dockerfile\nFROM debian:12\nRUN curl -fsSLo install.sh https://get.shop.test/1.4.2/install.sh \\\n && echo \"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  install.sh\" | sha256sum -c - \\\n && sh install.sh\nUSER 10001\n",
        ),
        Good(
            "=== Dockerfile\nFROM debian:12\nADD --checksum=sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 https://get.shop.test/tool.tar.gz /opt/\nUSER 10001\n",
        ),
        Good(
            "=== Dockerfile\nFROM debian:12\nRUN curl -fsSL https://get.shop.test/key.asc | gpg --dearmor -o /usr/share/keyrings/shop.gpg\nUSER 10001\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CONTAINER_DOWNLOAD, |value| value.text().is_some(), fault);
}

fn fault(setting: &Setting) -> Fault {
    let what = setting.value.text().unwrap_or_default();
    Fault::new(format!("The build {what} ({}).", place_of(setting)))
}
