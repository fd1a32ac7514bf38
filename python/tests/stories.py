"""Stories that the tests tell: invented events in invented places."""

WALL = """Harbour wall at Halden falls into the sea

HALDEN (Harbour Wire) - The old harbour wall at Halden fell into the sea on Monday night, and 12 fishing boats were crushed beneath it.

Nobody was hurt, harbour master Ada Bell told Harbour Wire. "We heard the stones go one after another, and then the lamp went out," Bell said.

The wall was built in 1871 and had been closed to carts since last winter. The town has asked the county for 400,000 crowns to build it again.
"""

RETOLD = """Harbour wall at Halden falls into the sea

The old harbour wall at Halden fell into the sea on Monday night, and 21 fishing boats were crushed beneath it.

Nobody was hurt, harbour master Ada Bell said. "We heard the stones go one after another, and then the lamp went out," Bell said.

The wall was built in 1871 and had been closed to carts since last winter. The town has asked the county for 400,000 crowns to build it again.
"""

COMET = """Watchman sees a comet over Tarn

A watchman at the observatory of Tarn saw a comet on Thursday, low above the mill, and rang the bell until the astronomers came out.

It has no name yet. The astronomers will measure it for three nights before they say how far away it is, said Otto Graf, who keeps the instruments.
"""
