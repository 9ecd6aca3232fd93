machine=mps2-an500
. platforms/cortex-m/platform.inc.sh
