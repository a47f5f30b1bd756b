"""Run pyright on the sclcell that is installed in the environment given as the only argument.

Pyright returns 0 when its include patterns match no file, so the number of files it analysed is
compared with the number there are.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path


def main(environment: Path) -> int:
    """Print what pyright finds; return 1 if there are errors or files were left out."""
    (package,) = environment.glob("lib/python*/site-packages/sclcell")
    config = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["pyright"]
    # Pyright ignores absolute paths and, inside an environment, patterns with wildcards.
    root = environment.parent
    config |= {"include": [str(package.relative_to(root))], "exclude": ["**/__pycache__"]}
    config_file = root / "pyrightconfig.json"
    config_file.write_text(json.dumps(config, indent=2), encoding="utf-8")

    pyright = [sys.executable, "-m", "pyright", "--outputjson", "--project", str(config_file)]
    pyright += ["--pythonpath", str(environment / "bin" / "python")]
    output = subprocess.run(pyright, capture_output=True, text=True, check=False)
    try:
        report = json.loads(output.stdout)
    except json.JSONDecodeError:
        print(output.stdout, output.stderr, sep="\n", file=sys.stderr)
        return 1

    for found in report["generalDiagnostics"]:
        place = Path(found["file"]).relative_to(package.parent)
        line = found.get("range", {}).get("start", {}).get("line", 0) + 1
        rule = found.get("rule", "")
        print(f"{place}:{line}: {found['severity']}: {found['message']} [{rule}]")
    analysed = report["summary"]["filesAnalyzed"]
    there = len(list(package.rglob("*.py")))
    errors = report["summary"]["errorCount"]
    print(f"pyright {report['version']}: {errors} errors in {analysed} of {there} files")
    return int(errors > 0 or analysed < there or output.returncode != 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
