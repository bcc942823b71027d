//! Steps of a build that fetch, as people write them.

use std::collections::BTreeMap;

use super::*;
use crate::tree::File;

fn found(line: &str) -> usize {
    let file = File::new("Dockerfile", &format!("FROM alpine\n{line}\n"));
    find(&Dockerfile::of(&file, BTreeMap::new())).len()
}

#[test]
fn what_is_run_or_installed_unchecked() {
    for line in [
        "RUN curl -sSL https://x.test/install | sh",
        "RUN curl -sSL https://x.test/install | sudo -E bash -",
        "RUN wget -qO- https://x.test/install | bash -s -- --yes",
        "RUN curl https://x.test/get-poetry.py | python3 -",
        "RUN sh -c \"$(curl -fsSL https://x.test/install.sh)\"",
        "RUN bash <(curl -s https://x.test/install.sh)",
        "RUN apt-get update && curl -fsSL https://x.test/setup_18.x | bash - && apt-get install -y nodejs",
        "RUN <<EOF\ncurl https://x.test/i | sh\nEOF",
        "RUN [\"sh\", \"-c\", \"curl https://x.test/i | sh\"]",
        "RUN wget --no-check-certificate https://x.test/a.tar.gz",
        "RUN curl -kL https://x.test/a.tar.gz -o a.tar.gz",
        "RUN apt-get install -y --allow-unauthenticated x",
        "RUN pip install --trusted-host pypi.org -r requirements.txt",
        "RUN apk add --allow-untrusted x.apk",
        "RUN wget https://x.test/wait-for && chmod +x wait-for",
        "RUN curl -o /usr/local/bin/tool https://x.test/tool && chmod 755 /usr/local/bin/tool",
        "RUN curl -fsSLo i.sh https://x.test/i.sh && sh i.sh",
        "ADD https://x.test/a.tar.gz /opt/",
        "ADD [\"http://x.test/a\", \"/opt/\"]",
    ] {
        assert_eq!(found(line), 1, "{line}");
    }
}

#[test]
fn what_is_checked_or_only_data() {
    for line in [
        "RUN curl -fsSLo a.sh https://x.test/a.sh && echo '00  a.sh' | sha256sum -c - && sh a.sh",
        "RUN curl -k https://x.test/a -o a && echo '00 a' | sha256sum -c",
        "RUN wget https://x.test/a.asc && gpg --verify a.asc a && chmod +x a",
        "RUN curl -s https://x.test/a.json | python3 -c 'import json'",
        "RUN curl -s https://x.test/a.json | python -m json.tool",
        "RUN curl -fsSL https://x.test/key.gpg | gpg --dearmor -o /usr/share/keyrings/x.gpg",
        "RUN curl -fsSL https://x.test/a.tar.gz | tar xz",
        "RUN VERSION=$(curl -s https://x.test/version) && echo $VERSION",
        "RUN curl -o key https://x.test/key",
        "RUN apt-get install -y curl bash && bash run.sh",
        "ADD --checksum=sha256:00 https://x.test/a.tar.gz /opt/",
        "ADD https://x.test/a.tar.gz /opt/\nRUN echo '00 /opt/a.tar.gz' | sha256sum -c",
        "ADD https://x.test/a.git#v1 /opt/",
        "ADD . /opt/",
        "HEALTHCHECK CMD curl -k https://localhost/ | sh",
        "RUN echo 'curl x | sh'",
    ] {
        assert_eq!(found(line), 0, "{line}");
    }
}
