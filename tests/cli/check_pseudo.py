#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every text that is shown to people comes from the data: with a pseudo-language, all English is in ⟦brackets⟧.

    check_pseudo.py RASIF-PSEUDO FILE.gpkg CODE

RASIF-PSEUDO has the data of tests/tools/pseudo_data.py. Of what it prints in CODE, brackets with all that is
in them are taken away, then what is no text of rasif: names, ids and values of the data, words that
programs exchange (ids, columns, options), file names. No word of letters may be left.
"""
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

WORD = re.compile(r"[A-Za-z][A-Za-z’']*[A-Za-z]")
#: Words of programs in text for people: they are typed, or looked for, as they stand.
TECHNICAL = set("""rasif gpkg wcm wcp frm old can low csp audit findings segments sides gaps repairs rules summary
 network reach survey diagnostics manifest links EPSG UTM WGS zone CRS proj json yaml html csv XXH NaN id fid
 span div br bdi lt gt amp nbsp POINT LINESTRING POLYGON""".split())


def run(rasif, *arguments):
    done = subprocess.run([rasif, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def outside(text):
    """What is not in brackets; they nest, because texts are put into texts."""
    depth, out = 0, []
    for c in text:
        depth += c == "⟦"
        if depth == 0 or c == "⟦":
            out.append(c if depth == 0 else " ")
        depth -= c == "⟧"
    return "".join(out)


def words_of_data(*files):
    """Every word in a text, a name of a table or a column of the files."""
    words = set(TECHNICAL)
    for file in files:
        db = sqlite3.connect(file)
        db.text_factory = lambda b: b.decode("utf-8", "replace")
        tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type='table' AND "
                                         "name NOT LIKE 'gpkg%' AND name NOT LIKE 'rtree%' AND name<>'layer_styles'")]
        for table in tables:
            columns = [c[1] for c in db.execute(f'PRAGMA table_info("{table}")')]
            words.update(WORD.findall(" ".join([table, *columns])))
            shown = [c for c in columns if not c.endswith(("_en", "_ar")) and c != "needs"]
            for c in shown:
                # Whole files stand in the manifest; their words would make everything known.
                for v, in db.execute(f'SELECT DISTINCT "{c}" FROM "{table}" WHERE typeof("{c}")=\'text\' AND '
                                     f'length("{c}") < 400'):
                    words.update(WORD.findall(outside(v)))
        db.close()
    return words


def html_text(page):
    """What a reader sees or hears: text, titles and labels; no style, script, class or id,
    and no file that is shown as it is."""
    page = re.sub(r"<(style|script|pre)\b.*?</\1>", "", page, flags=re.S)
    said = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', page)
    return re.sub(r"<[^>]*>", " ", page) + " ".join(said)


def style_texts(file):
    """Legends of all styles; aliases, words of values and tabs of forms of the default ones, which are in the
    language of the run. A legend has all languages of the tables, the pseudo-language last."""
    db = sqlite3.connect(file)
    rows = db.execute("SELECT f_table_name || ' ' || styleName, styleQML, useAsDefault FROM layer_styles")
    for name, qml, default in rows:
        legend = re.findall(r'<rule [^>]*label="([^"]*)"', qml)
        yield f"style {name}: legend", " ".join(part.split("·")[-1] for part in legend)
        if not default:
            continue
        yield f"style {name}: aliases", " ".join(re.findall(r'<alias [^>]*name="([^"]*)"', qml))
        maps = re.findall(r'<editWidget type="ValueMap">(.*?)</editWidget>', qml, re.S)
        yield f"style {name}: values", " ".join(
            w for m in maps for w in re.findall(r'<Option type="QString" name="([^"]*)"', m))
        yield f"style {name}: tabs", " ".join(re.findall(r'<attributeEditorContainer [^>]*name="([^"]*)"', qml))


def main(rasif, file, code):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        audited = folder / "audited.gpkg"
        reports = [f for name in ("text", "markdown", "html") for f in ("-f", f"{name}:{folder / name}")]
        run(rasif, "audit", file, "--lang", code, "-o", audited, "--force", *reports)
        known = words_of_data(file, audited)
        rules = [line.split()[0] for line in run(rasif, "rules", "list").splitlines() if line.startswith("  ")]
        known.update(w for r in rules for w in WORD.findall(r))
        known.update(WORD.findall(Path(file).name))
        texts = {name: (folder / name).read_text(encoding="utf-8") for name in ("text", "markdown", "html")}
        texts["html"] = html_text(texts["html"])
        texts["inspect"] = run(rasif, "inspect", file, "--lang", code)
        for feature in ("sidewalks:1", "crossings:1", "streets:1"):
            texts[f"explain {feature}"] = run(rasif, "explain", audited, feature, "--lang", code)
        for name in ("text", "markdown", "html"):
            run(rasif, "diff", audited, audited, "--lang", code, "-f", f"{name}:{folder / 'diff'}")
            texts[f"diff {name}"] = (folder / "diff").read_text(encoding="utf-8")
        texts["diff html"] = html_text(texts["diff html"])
        texts.update(style_texts(audited))
        db = sqlite3.connect(audited)
        for table, column in (("audit_findings", "message"), ("audit_rules", "title"), ("audit_rules", "why"),
                              ("audit_rules", "fix"), ("audit_rules", "law"), ("audit_summary", "sentence"),
                              ("audit_diagnostics", "what"), ("audit_diagnostics", "todo")):
            rows = db.execute(f"SELECT {column}_{code} FROM {table}").fetchall()
            texts[f"{table}.{column}"] = " ".join(v for v, in rows if v is not None)
        db.close()
    wrong = 0
    for name, text in texts.items():
        left = sorted({w for w in WORD.findall(outside(text)) if w not in known and len(w) > 2})
        if text.strip() and "⟦" not in text:
            left.append("(nothing in brackets)")
        if left:
            wrong += 1
            print(f"{name}: {' '.join(left[:40])}")
    print(f"{len(texts)} texts, {wrong} with words outside the brackets")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
