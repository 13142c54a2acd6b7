# SPDX-License-Identifier: MIT
"""Chromium, asked over the pipe of its debugging protocol: what a page's console says, what it loads,
what a script in it answers, pictures and paper. One browser serves all pages of a test; every wait
ends at its answer or after PATIENCE_S, however busy the machine is."""
import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

from running import skip

FLAGS = ('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
         '--disable-background-networking', '--disable-component-update', '--disable-sync',
         '--disable-extensions', '--hide-scrollbars', '--remote-debugging-pipe')
NAMES = ('chromium', 'chromium-browser', 'google-chrome')
PATIENCE_S = 120


class Chromium:
    def __init__(self):
        program = next((path for path in map(shutil.which, NAMES) if path), None)
        if program is None:
            skip('no Chromium')
        self.profile = tempfile.mkdtemp(prefix='rasif-chromium-')
        mine_in, its_out = os.pipe()
        its_in, mine_out = os.pipe()
        # The browser reads from descriptor 3 and writes to 4.
        self.process = subprocess.Popen(
            ['sh', '-c', f'exec 3<&{its_in} 4>&{its_out}; exec "$@"', 'sh', program, *FLAGS,
             f'--user-data-dir={self.profile}', 'about:blank'],
            pass_fds=(its_in, its_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(its_in)
        os.close(its_out)
        self.into, self.out = mine_out, mine_in
        self.buffer, self.events, self.number, self.session = b'', [], 0, None

    def receive(self, until):
        """The next message; TimeoutError when none came, EOFError when the browser is gone."""
        while b'\0' not in self.buffer:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.out], [], [], left)[0]:
                raise TimeoutError('Chromium does not answer')
            read = os.read(self.out, 1 << 20)
            if not read:
                raise EOFError('Chromium is gone')
            self.buffer += read
        message, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(message)

    def ask(self, method, **parameters):
        self.number += 1
        request = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            request['sessionId'] = self.session
        data, until = json.dumps(request).encode() + b'\0', time.monotonic() + PATIENCE_S
        while data:
            data = data[os.write(self.into, data):]
        while True:
            message = self.receive(until)
            if message.get('id') == self.number:
                if 'error' in message:
                    raise RuntimeError(f'{method}: {message["error"]["message"]}')
                return message['result']
            self.events.append(message)

    def wait_for(self, method):
        until = time.monotonic() + PATIENCE_S
        while not any(event.get('method') == method for event in self.events):
            self.events.append(self.receive(until))

    def show(self, uri, width, height=1000, scripts=True):
        """Opens a page in a new tab of this size."""
        self.session = None
        target = self.ask('Target.createTarget', url='about:blank')['targetId']
        self.session = self.ask('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.ask(f'{domain}.enable')
        self.ask('Page.setBypassCSP', enabled=False)
        self.ask('Emulation.setScriptExecutionDisabled', value=not scripts)
        self.ask('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1,
                 mobile=False)
        self.events = []
        self.ask('Page.navigate', url=uri)
        self.wait_for('Page.loadEventFired')

    def complaints(self, uri):
        """What the console says, and what was asked for beside the page itself."""
        self.ask('Runtime.evaluate', expression='0')  # whatever was said before is here now
        said = []
        for event in self.events:
            method, what = event.get('method'), event.get('params', {})
            if method == 'Runtime.exceptionThrown':
                said.append(what['exceptionDetails'].get('exception', {}).get('description', 'exception'))
            elif method == 'Runtime.consoleAPICalled':
                said.append(str(what['args']))
            elif method == 'Log.entryAdded':
                said.append(what['entry']['text'])
            elif method == 'Network.requestWillBeSent' and what['request']['url'] != uri:
                said.append(f'asks for {what["request"]["url"][:80]}')
        return said

    def run(self, script):
        """The value of an expression, or of the promise it is; not bound by the page's policy."""
        done = self.ask('Runtime.evaluate', expression=script, awaitPromise=True, returnByValue=True)
        if 'exceptionDetails' in done:
            raise RuntimeError(done['exceptionDetails'].get('exception', {}).get('description', 'exception'))
        return done['result'].get('value')

    def picture(self, path):
        """The whole page."""
        size = self.ask('Page.getLayoutMetrics')['cssContentSize']
        clip = {'x': 0, 'y': 0, 'width': size['width'], 'height': min(size['height'], 16000), 'scale': 1}
        data = self.ask('Page.captureScreenshot', captureBeyondViewport=True, clip=clip)['data']
        path.write_bytes(base64.b64decode(data))

    def paper(self, path):
        data = self.ask('Page.printToPDF', preferCSSPageSize=True, printBackground=True)['data']
        path.write_bytes(base64.b64decode(data))

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # a session of its own: nobody else is in it
        self.process.wait()
        for descriptor in (self.into, self.out):
            os.close(descriptor)
        shutil.rmtree(self.profile, ignore_errors=True)


@contextlib.contextmanager
def browser():
    """A Chromium that works; skips the test where there is none."""
    for attempt in range(3):
        chromium = Chromium()
        try:
            chromium.ask('Browser.getVersion')
            break
        except (TimeoutError, EOFError, OSError) as error:
            chromium.close()
            if attempt == 2:
                skip(f'Chromium does not start: {error}')
    try:
        yield chromium
    finally:
        chromium.close()
