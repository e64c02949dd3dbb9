"""Is every sentence there in Dutch, and is the compiled catalogue the written one? Needs gettext's programs."""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/nl/LC_MESSAGES/django.po")
SOURCES = ("accounts", "agreements", "maintenance", "notifications", "ozmo_desk", "tickets", "templates", "manage.py")


def messages(compiled: Path) -> dict[object, str]:
    """Every sentence of a compiled catalogue; its header left out, which holds dates."""
    with compiled.open("rb") as file:
        catalogue: dict[object, str] = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    catalogue.pop("", None)
    return catalogue


def run(*command: str | Path, cwd: Path) -> str:
    """What the program says; its complaint, and the end, when it fails."""
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def collected(folder: Path) -> Path:
    """The catalogue as the code and templates of today ask for it, made in a copy."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    (folder / CATALOGUE).parent.mkdir(parents=True)
    shutil.copy(ROOT / CATALOGUE, folder / CATALOGUE)
    make = ("-m", "django", "makemessages", "--settings=ozmo_desk.settings", "--locale=nl")
    run(sys.executable, *make, "--no-location", "--no-wrap", cwd=folder)
    return folder / CATALOGUE


def problems() -> list[str]:
    """What is wrong, one sentence each."""
    if not (ROOT / CATALOGUE).exists():
        return [f"{CATALOGUE} is missing"]
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fresh = folder / "fresh.mo"
        run("msgfmt", "--check", "--output-file", fresh, ROOT / CATALOGUE, cwd=ROOT)
        compiled = (ROOT / CATALOGUE).with_suffix(".mo")
        if not compiled.exists() or messages(compiled) != messages(fresh):
            found.append(f"{CATALOGUE.with_suffix('.mo')} is not what the .po says: run msgfmt")
        catalogue = collected(folder / "copy")
        # What the catalogue lacks is untranslated now, or fuzzy: gettext guessed it from a sentence that looks like it.
        for kind in ("untranslated", "only-fuzzy"):
            only = (f"--{kind}", "--no-obsolete", "--clear-fuzzy", "--clear-previous", "--empty", "--no-wrap")
            listed = run("msgattrib", *only, catalogue, cwd=folder)
            if "msgid" in listed:
                _header, _blank, sentences = listed.partition("\n\n")
                found.append(f"{kind}:\n{sentences}")
    return found


if __name__ == "__main__":
    wrong = problems()
    if wrong:
        sys.exit("\n".join(wrong))
    print("Every sentence is there in Dutch.")
