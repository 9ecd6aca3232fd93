machine=mps2-an386
. platforms/cortex-m/platform.inc.sh

# An engine with one model and one integrator, dense or sparse.
least() {
  cross_build "$out/$1" -DCMAKE_BUILD_TYPE=MinSizeRel -DRHEOBASE_SIMD=OFF -DRHEOBASE_BUILD_SCENES=OFF \
    -DRHEOBASE_MODELS="$2" -DRHEOBASE_INTEGRATORS="$3" -DRHEOBASE_EXTRAS=none \
    "-DRHEOBASE_STORAGE=dense_i16;sparse_i16"
}
# That of the paper's network, and that of leaky integrate-and-fire neurons as a firmware has it.
small() {
  least small izhikevich izhikevich2003 && least lif lif exact &&
    arm-none-eabi-g++ -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -Os -Iinclude -nostartfiles \
      -Wl,--gc-sections,-e,main --specs=nosys.specs -x c platforms/cortex-m4/least_firmware.c -x none \
      "$out/lif/librheobase.a" -o "$out/lif/firmware.elf"
}
