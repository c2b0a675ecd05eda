"""The box's health: what it measures of itself, how that is judged, and who is told.

Facts come from the kernel's files under one root (`power`, `mounts`, `card`, `memory`, `facts`),
are judged by pure rules (`judge`, `limits`), watched by one thread (`watch`) and told to the
journal (`journal`) and as metrics (`metrics`). The watchdog of systemd, freshness of frames and
the camera's ladder are beside them (`notify`, `freshness`, `ladder`).
"""
