machine=mps2-an386
. platforms/cortex-m/platform.inc.sh

# The least engine that runs the paper's network: dense or sparse.
small() {
  cross_build "$out/small" -DCMAKE_BUILD_TYPE=MinSizeRel -DRHEOBASE_SIMD=OFF -DRHEOBASE_BUILD_SCENES=OFF \
    -DRHEOBASE_MODELS=izhikevich -DRHEOBASE_INTEGRATORS=izhikevich2003 -DRHEOBASE_CONDUCTANCES=OFF \
    "-DRHEOBASE_STORAGE=dense_i16;sparse_i16"
}
