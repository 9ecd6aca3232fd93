machine=mps3-an547
. platforms/cortex-m/platform.inc.sh
