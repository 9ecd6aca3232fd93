machine=mps2-an386
. platforms/cortex-m/platform.inc.sh
