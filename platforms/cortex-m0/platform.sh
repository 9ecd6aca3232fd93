# All scenes, most of which are floats in software, take long: `./dev cross-run cortex-m0 default --scene fixed` is one.
machine=microbit
. platforms/cortex-m/platform.inc.sh
emulator=(-global nrf51-soc.flash-size=0x2000000 -global nrf51-soc.sram-size=0x400000)  # of what it stands for, not of the board
