"""Runs a program in a terminal of its own and types for it.

terminal.py '[["what it asks", "what is typed then"], ...]' PROGRAM ARGUMENTS...
Prints what the terminal showed and exits with the program's code. The program is ended after a minute.
"""

import json
import os
import pty
import select
import signal
import sys
import time

script = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

shown = b""
read_to = 0
end = time.monotonic() + 60
while time.monotonic() < end:
    ready, _, _ = select.select([terminal], [], [], 1)
    if ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux: the program has closed its side
            break
        if not data:
            break
        shown += data
    while script:
        at = shown.find(script[0][0].encode(), read_to)
        if at < 0:
            break
        # What the question shows behind these words is not asked anew.
        read_to = at + len(script[0][0].encode())
        os.write(terminal, script.pop(0)[1].encode())
else:
    os.kill(pid, signal.SIGKILL)

sys.stdout.buffer.write(shown)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
