# SPDX-License-Identifier: MIT
"""The command rasif: found, asked for its lists, run with progress until it ends or is cancelled."""
import functools
import json
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import threading

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import QgsProcessingException

from .texts import tr

SETTING = 'RASIF_COMMAND'
STAGES = {'read': 'Reading', 'prepare': 'Measuring lines', 'sample': 'Areas and heights', 'link': 'Linking sidewalks to streets',
          'measure': 'Computing what was not surveyed', 'judge': 'Judging', 'score': 'Scoring', 'network': 'Walking network',
          'gaps': 'Looking for what is missing', 'plan': 'Choosing works', 'write': 'Writing'}
PATIENCE_S = 1.0  # between the request to stop and the end of a command that does not


def find():
    """Path of the command: from the settings of Processing, else from PATH and the usual folders. None = not there."""
    chosen = ProcessingConfig.getSetting(SETTING) or ''
    if chosen:
        return chosen if os.access(chosen, os.X_OK) else None
    folders = [os.environ.get('PATH', ''), str(pathlib.Path.home() / '.local/bin'), '/usr/local/bin', '/opt/homebrew/bin']
    return shutil.which('rasif', path=os.pathsep.join(folders))


def missing():
    """One sentence for a QGIS without the command."""
    return tr('The command rasif was not found. Install it, or name it in Settings, Options, Processing, Providers, Rasif.')


def environment():
    """Environment of the command: numbers and messages as in a terminal, without QGIS's own library folders."""
    return {name: value for name, value in os.environ.items() if name not in ('LD_LIBRARY_PATH', 'PYTHONHOME')}


@functools.lru_cache(maxsize=None)
def _lists(path, language, modified):
    done = subprocess.run([path, 'rules', 'list', '--format', 'json', '--lang', language], capture_output=True,
                          env=environment(), timeout=20, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else []


def lists(kind, language='en'):
    """[(id, title)] of the profiles, standards or languages that the command knows; [] without a command."""
    path = find()
    if path is None:
        return []
    try:
        known = _lists(path, language, os.path.getmtime(path)) or _lists(path, 'en', os.path.getmtime(path))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return []
    return [(item['id'], item['title']) for item in known if item['kind'] == kind]


def write_project(path, target, language):
    """Writes a project of the file, in the language; in that of the file where it has no texts in the other."""
    for options in (['--lang', language], []):
        done = subprocess.run([find() or 'rasif', 'project', path, '-o', target, '--force', *options], capture_output=True,
                              encoding='utf-8', errors='replace', env=environment(), timeout=60, check=False)
        if done.returncode != 2:  # the language is wrong usage
            break
    if done.returncode != 0:
        raise QgsProcessingException(done.stderr.strip())


def _follow(stream, name, lines):
    for line in stream:
        lines.put((name, line.rstrip('\n')))
    lines.put((name, None))


def _progress(line, feedback):
    """True when the line was one of --progress=json."""
    if not line.startswith('{"stage":'):
        return False
    step = json.loads(line)
    feedback.setProgress(100 * step['done'])
    feedback.setProgressText(tr(STAGES.get(step['stage'], step['stage'])))
    return True


def _stop(process):
    """Asks the command to stop, which takes it less than a second, and leaves nothing behind."""
    if process.poll() is not None:
        return
    if os.name == 'nt':
        process.terminate()
    else:
        process.send_signal(signal.SIGINT)
    try:  # once it has ended this returns at once
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _listen(process, feedback):
    """(lines of standard output, messages) of a command until it ends, or until it is cancelled."""
    lines, out, messages = queue.Queue(), [], []
    threads = [threading.Thread(target=_follow, args=(stream, name, lines), daemon=True)
               for stream, name in ((process.stdout, 'out'), (process.stderr, 'err'))]
    for thread in threads:
        thread.start()
    open_streams = len(threads)
    while open_streams > 0:
        if feedback.isCanceled():
            _stop(process)
        try:
            name, line = lines.get(timeout=0.1)
        except queue.Empty:
            continue
        if line is None:
            open_streams -= 1
        elif name == 'out':
            out.append(line)
        elif not _progress(line, feedback):
            messages.append(line)
    for thread in threads:
        thread.join()
    return out, messages


def run(arguments, feedback, progress=True):
    """Runs the command and returns what it wrote to standard output. Its messages go to the log.

    A refusal or failure is an exception with the command's own sentence; exit code 1 (a gate) is none.
    """
    path = find()
    if path is None:
        raise QgsProcessingException(missing())
    command = [path, *map(str, arguments), *(['--progress', 'json'] if progress else [])]
    feedback.pushCommandInfo(subprocess.list2cmdline(command))
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding='utf-8', errors='replace', env=environment()) as process:
        out, messages = _listen(process, feedback)
    if feedback.isCanceled():
        return ''
    if process.returncode not in (0, 1):
        raise QgsProcessingException('\n'.join(messages) or tr('rasif ended with exit code {}.').format(process.returncode))
    for message in messages:
        feedback.pushInfo(message)
    return '\n'.join(out)
