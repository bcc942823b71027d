//! Expressions against values that Python's standard library, or a hand, computed.

use super::*;
use used::USED;

mod used;

struct Table;

impl Names for Table {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "status_code" => Some(Value::Number(200.0)),
            "body" => Some(Value::text("<html>Hello, World\nroot:x:0:0</html>")),
            "header" => Some(Value::text("Server: nginx/1.18.0\r\nSet-Cookie: a=b\r\n")),
            "bytes" => Some(Value::text([0u8, 159, 146, 150])),
            "all" => Some(Value::text((0..=255).collect::<Vec<u8>>())),
            _ => None,
        }
    }
}

fn evaluate(text: &str) -> Result<Value, String> {
    let expression = Expression::parse(text).map_err(|bad| format!("{bad:?}"))?;
    expression.evaluate(&World { names: &Table, random: &Random::new(7), now: 1_642_091_410 })
}

/// The value as people write it: texts in quotation marks.
fn shown(text: &str) -> String {
    match evaluate(text) {
        Ok(Value::Text(bytes)) => format!("'{}'", String::from_utf8_lossy(&bytes)),
        Ok(value) => value.string(),
        Err(why) => format!("error: {why}"),
    }
}

fn check(table: &[(&str, &str)]) {
    let wrong = table.iter().filter(|(text, expected)| shown(text) != *expected);
    let wrong: Vec<String> =
        wrong.map(|(text, expected)| format!("{text} is {}, not {expected}", shown(text))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn operators_bind_as_in_govaluate() {
    check(&[
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 ** 3 % 5", "3"),
        ("-2 + 3", "1"),
        ("7 / 2", "3.5"),
        ("0x1f & 15", "15"),
        ("1 << 4 | 1", "17"),
        ("256 >> 4", "16"),
        ("status_code == 200 && contains(body, 'Hello')", "true"),
        ("status_code == 404 || !contains(body, 'x:1')", "true"),
        ("status_code != 200", "false"),
        ("'b' > 'a' && 2 >= 2 && 1 < 2 && 1 <= 1", "true"),
        ("status_code == 200 ? 'yes' : 'no'", "'yes'"),
        ("missing ?? 'else'", "'else'"),
        ("status_code in (200, 301)", "true"),
        ("'302' in ('200', '301')", "false"),
        ("body =~ 'H[a-z]+o'", "true"),
        ("body !~ 'Bye'", "true"),
        ("'a' + 1 + true", "'a1true'"),
        ("\"a\\\"b\" == 'a\"b'", "true"),
        ("'\\d\\\\d'", "'d\\d'"),
        ("[status_code] == 200", "true"),
        ("false && missing", "false"),
        ("true || missing", "true"),
    ]);
}

#[test]
fn what_has_no_value_is_an_error_and_does_not_hold() {
    for text in ["missing == 1", "contains(missing, 'x')", "!missing", "'a' < 1", "1 && true", "-'a'", "len(missing)"] {
        assert!(evaluate(text).is_err(), "{text}");
        let world = World { names: &Table, random: &Random::new(7), now: 0 };
        assert!(!Expression::parse(text).expect("well formed").holds(&world), "{text}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for text in ["", "1 +", "(1", "contains('a'", "'a", "1 2", "a ||", "@", "contains('a')", "f(", ")", "0x", "1.2.3"] {
        assert!(matches!(Expression::parse(text), Err(BadExpression::Form(_))), "{text}");
    }
    let unknown = Expression::parse("jarm('a') == 'b'");
    assert!(matches!(unknown, Err(BadExpression::Function(name)) if name == "jarm"));
    for bomb in ["(", "!", "-", "a?", "f(", "[", "a??"] {
        assert!(Expression::parse(&bomb.repeat(50_000)).is_err(), "{bomb}");
    }
}

#[test]
fn texts_are_changed() {
    check(&[
        ("to_upper('hello')", "'HELLO'"),
        ("toupper('hello')", "'HELLO'"),
        ("to_lower('HELLO É')", "'hello é'"),
        ("tolower('HELLO')", "'hello'"),
        ("to_title('pRoJeCt  one')", "'Project  One'"),
        ("to_string(4)", "'4'"),
        ("concat('Hello', 123, 'world')", "'Hello123world'"),
        ("repeat('../', '3')", "'../../../'"),
        ("repeat(5, 5)", "'55555'"),
        ("replace('Hello', 'l', 'LL')", "'HeLLLLo'"),
        ("replace_regex('He123llo', '(\\\\d+)', '[$1]')", "'He[123]llo'"),
        ("reverse('abc')", "'cba'"),
        ("trim('aaaHelloddd', 'ad')", "'Hello'"),
        ("trim_left('aaaHelloddd', 'ad')", "'Helloddd'"),
        ("trim_right('aaaHelloddd', 'ad')", "'aaaHello'"),
        ("trim_space('  Hello  ')", "'Hello'"),
        ("trimspace('  Hello  ')", "'Hello'"),
        ("trim_prefix('aaHelloaa', 'aa')", "'Helloaa'"),
        ("trim_suffix('aaHelloaa', 'aa')", "'aaHello'"),
        ("remove_bad_chars('abcd', 'bc')", "'ad'"),
        ("substr('xxtestxxx', 2)", "'testxxx'"),
        ("substr('xxtestxxx', 2, 6)", "'test'"),
        ("padding('A', 'b', 3, 'suffix')", "'Abb'"),
        ("padding('A', 'bc', 4, 'prefix')", "'bcbA'"),
        ("hex_encode(xor('ab', ' '))", "'4142'"),
    ]);
}

#[test]
fn texts_are_searched() {
    check(&[
        ("contains('Hello', 'lo')", "true"),
        ("contains(body, 'hello')", "false"),
        ("contains_all(body, 'Hello', 'World')", "true"),
        ("contains_all(body, 'Hello', 'Bye')", "false"),
        ("contains_any(body, 'Hi', 'World')", "true"),
        ("containsany(body, 'Hi', 'Bye')", "false"),
        ("starts_with('Hello', 'x', 'He')", "true"),
        ("ends_with('Hello', 'lo')", "true"),
        ("line_starts_with(body, 'root:')", "true"),
        ("line_ends_with(body, 'World')", "true"),
        ("equals_any(status_code, 301, 200)", "true"),
        ("regex('H([a-z]+)o', 'Hello')", "true"),
        ("regex('(?i)^SERVER: nginx/[\\\\d.]+', header)", "true"),
        ("regex(concat('W', 'o'), body)", "true"),
        ("regex_all('[a-z]+', 'a', 'b1')", "true"),
        ("regex_any('^[0-9]+$', 'a', '1')", "true"),
        ("count('projectdiscovery', 'e')", "2"),
        ("len('Hello')", "5"),
        ("len(1234)", "4"),
        ("len(split('1.2.3.4', '.', -1))", "4"),
        ("len(bytes)", "4"),
    ]);
}

#[test]
fn texts_are_taken_apart_and_put_together() {
    check(&[
        ("join('_', 'Hello', 123, 'world')", "'Hello_123_world'"),
        ("join(', ', split(hex_encode('abc'), 2))", "'61, 62, 63'"),
        ("split('ab,cd,efg', ',', 2)", "[ab cd,efg]"),
        ("split('ab,cd', ',')", "[ab cd]"),
        ("index(split('a.b.c', '.'), 1)", "'b'"),
        ("index('abc', 2)", "'c'"),
        ("sort('a1b2c3')", "'123abc'"),
        ("join(' ', sort('b', 'a', '2'))", "'2 a b'"),
        ("uniq('abcabd')", "'abcd'"),
        ("join(' ', uniq('ab', 'cd', 'ab'))", "'ab cd'"),
    ]);
}

#[test]
fn bytes_are_encoded_and_decoded() {
    check(&[
        ("base64('Hello')", "'SGVsbG8='"),
        ("base64(1234)", "'MTIzNA=='"),
        (
            "base64_py(repeat('x', 60))",
            "'eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\neHh4\n'",
        ),
        ("base64_decode('SGVsbG8=')", "'Hello'"),
        ("base64decode('SGVs\nbG8=')", "'Hello'"),
        ("hex_encode('aa')", "'6161'"),
        ("hex_encode('aa', 'x')", "'\\x61\\x61'"),
        ("hex_decode('6161')", "'aa'"),
        ("url_encode('https://a.b/c?d=e f*~!')", "'https%3A%2F%2Fa.b%2Fc%3Fd%3De%20f*~!'"),
        ("url_encode('a-b', true)", "'a%2Db'"),
        ("url_decode('https:%2F%2Fa%zz%3')", "'https://a%zz%3'"),
        ("html_escape('<body>a</body>')", "'&lt;body&gt;a&lt;&sol;body&gt;'"),
        ("html_unescape('&lt;&#98;&#x6f;dy&gt; &unknown; & &amp;')", "'<body> &unknown; & &'"),
        ("gzip_decode(gzip('hello world'))", "'hello world'"),
        ("gzip_decode(hex_decode('1f8b08000000000000fff248cdc9c907040000ffff8289d1f705000000'), 4)", "'Hell'"),
        ("gzip_mtime(hex_decode('1f8b08000000000000fff248cdc9c907040000ffff8289d1f705000000'))", "0"),
        ("zlib_decode(hex_decode('789cf248cdc9c907040000ffff058c01f5'))", "'Hello'"),
        ("zlib_decode(zlib('x'))", "'x'"),
        ("inflate(hex_decode('f348cdc9c90700'))", "'Hello'"),
        ("inflate(deflate('x'), 1)", "'x'"),
    ]);
}

#[test]
fn digests_are_those_of_other_programs() {
    check(&[
        ("md5('Hello')", "'8b1a9953c4611296a827abf8c47804d7'"),
        ("md5(1234)", "'81dc9bdb52d04dc20036dbd8313ed055'"),
        ("sha1('Hello')", "'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0'"),
        ("sha256('Hello')", "'185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969'"),
        ("len(sha512('Hello'))", "128"),
        ("substr(sha512('Hello'), 0, 16)", "'3615f80c9d293ed7'"),
        ("hmac('sha1', 'test', 'scrt')", "'8856b111056d946d5c6c92a21b43c233596623c6'"),
        ("hmac('sha-256', 'test', 'scrt')", "'1f1bff5574f18426eb376d6dd5368a754e67a798aa2074644d5e3fd4c90c7a92'"),
        ("substr(hmac('sha512', 'test', 'scrt'), 0, 16)", "'1d3fff1dbb7369c1'"),
        ("mmh3('Hello')", "'316307400'"),
        ("mmh3(base64_py(all))", "'-757223386'"),
        ("mmh3('')", "'0'"),
    ]);
}

#[test]
fn numbers_and_addresses() {
    check(&[
        ("to_number('4') + 1", "5"),
        ("to_bool('true')", "true"),
        ("to_bool('TrUe')", "false"),
        ("to_bool(0)", "false"),
        ("dec_to_hex(7001)", "'1b59'"),
        ("hex_to_dec('0xff')", "255"),
        ("oct_to_dec('1234567')", "342391"),
        ("bin_to_dec('0b1010')", "10"),
        ("unpack('>I', hex_decode('acd709d0'))", "-1395193392"),
        ("unpack('<H', hex_decode('0100'))", "1"),
        ("ip_format('127.0.0.1', 3)", "'0177.0.0.01'"),
        ("ip_format('127.0.0.1', 5)", "'2130706433'"),
        ("ip_format('127.0.1.0', '11')", "'127.0.256'"),
        ("wait_for(100000)", "true"),
    ]);
}

#[test]
fn versions_are_compared_as_releases_are() {
    check(&[
        ("compare_versions('v1.0.0', '<1.1.1')", "true"),
        ("compare_versions('v1.1.1', '>v1.1.0')", "true"),
        ("compare_versions('1.0.0', '>0.0.1,<1.0.1')", "true"),
        ("compare_versions('1.0.0', '>0.0.1', '<1.0.0')", "false"),
        ("compare_versions('1.10', '>= 1.9.5')", "true"),
        ("compare_versions('1.2', '1.2.0')", "true"),
        ("compare_versions('1.2.3', '~> 1.2.0')", "true"),
        ("compare_versions('1.3.0', '~> 1.2.0')", "false"),
        ("compare_versions('1.2.0-beta', '<1.2.0')", "true"),
        ("compare_versions('2.4.49', '!= 2.4.50')", "true"),
        ("compare_versions('none', '<1')", "error: it is no version"),
    ]);
}

#[test]
fn times_are_written_and_read() {
    check(&[
        ("unix_time()", "1642091410"),
        ("unixtime() > 1642091409", "true"),
        ("unix_time(10)", "1642091420"),
        ("date_time('%Y-%M-%D %H:%m:%S')", "'2022-01-13 16:30:10'"),
        ("date_time('02-01-2006', 1642032000)", "'13-01-2022'"),
        ("date_time('Mon, 02 Jan 2006 15:04:05 MST')", "'Thu, 13 Jan 2022 16:30:10 UTC'"),
        ("to_unix_time('2022-01-13T16:30:10Z')", "1642091410"),
        ("to_unix_time('2022-01-13 16:30:10')", "1642091410"),
        ("to_unix_time('2022-01-13T16:30:10+00:00')", "1642091410"),
        ("to_unix_time('2022-01-13T18:30:10+02:00')", "1642091410"),
        ("to_unix_time('2022-01-13')", "1642032000"),
        ("to_unix_time('1642032000')", "1642032000"),
    ]);
}

#[test]
fn json_and_its_tokens() {
    check(&[
        (
            r#"json_minify("{  \"name\":  \"John Doe\",   \"foo\":  \"bar\"     }")"#,
            r#"'{"foo":"bar","name":"John Doe"}'"#,
        ),
        (r#"json_prettify("{\"foo\":1}")"#, "'{\n    \"foo\": 1\n}'"),
        (
            r#"generate_jwt("{\"name\":\"John Doe\",\"foo\":\"bar\"}", "HS256", "hello-world")"#,
            "'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJmb28iOiJiYXIiLCJuYW1lIjoiSm9obiBEb2UifQ.\
             EsrL8lIcYJR_Ns-JuhF3VCllCP7xwbpMCCfHin_WT6U'",
        ),
        (r#"ends_with(generate_jwt("{}", "none"), ".")"#, "true"),
    ]);
}

#[test]
fn random_words_have_the_letters_and_the_length_that_were_asked_for() {
    check(&[
        ("regex('^[a-zA-Z0-9]{10}$', rand_base(10))", "true"),
        ("regex('^[abc]{5}$', rand_base(5, 'abc'))", "true"),
        ("regex('^[a-zA-Z0-9]$', rand_char())", "true"),
        ("regex('^[d-zA-Z]{10}$', rand_text_alpha(10, 'abc'))", "true"),
        ("regex('^[a-zA-Z0-9]{8}$', rand_text_alphanumeric(8))", "true"),
        ("regex('^[4-90]{10}$', rand_text_numeric(10, 123))", "true"),
        ("rand_int(5, 6)", "5"),
        ("rand_int(1, 10) < 10 && rand_int() >= 0", "true"),
        ("starts_with(rand_ip('10.1.2.0/24'), '10.1.2.')", "true"),
        ("len(randbase(rand_int(5, 6)))", "5"),
        ("rand_base(4) == rand_base(4)", "false"),
    ]);
}

#[test]
fn results_are_bounded() {
    for text in ["repeat('a', 100000000)", "rand_base(100000000)", "padding('a', 'b', 100000000, 'prefix')"] {
        assert!(evaluate(text).is_err(), "{text}");
    }
    let packed = "gzip(repeat(repeat('a', 1000), 1000))";
    let bomb = format!("len(gzip_decode({packed}, 100000000000))");
    assert_eq!(shown(&bomb), "1000000");
}

/// Those without a value of their own are looked at elsewhere, or are other names of the same.
#[test]
fn every_function_that_templates_use_has_a_value_here() {
    let (here, python) = (include_str!("tests.rs"), include_str!("../../tests/functions.py"));
    let shown = |name: &&&str| [here, python].iter().any(|text| text.contains(&format!("{name}(")));
    let without: Vec<_> = USED.iter().filter(|name| !shown(name)).collect();
    assert_eq!(without, [&"print_debug", &"urlencode"]);
}

#[test]
fn every_function_that_templates_use_is_there() {
    let names = USED.iter().filter(|name| functions::named(name).is_none());
    assert_eq!(names.collect::<Vec<_>>(), Vec::<&&str>::new());
}
