machine=microbit
. platforms/cortex-m/platform.inc.sh
emulator=(-global nrf51-soc.flash-size=0x2000000 -global nrf51-soc.sram-size=0x400000)
