#include "models/fold.hpp"

namespace rheobase {

std::vector<FoldedPlane> folded(NeuronModel model, const NeuronParameters& neurons, const StepSetting& step) {
  using Fold = std::vector<FoldedPlane> (*)(const NeuronParameters&, const StepSetting&);
#define RHEOBASE_MODEL_FOLD(name, slopes, own, scheme) fold_##name,
  static constexpr Fold folds[] = {RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_FOLD)};
#undef RHEOBASE_MODEL_FOLD
  return folds[static_cast<unsigned>(model)](neurons, step);
}

}  // namespace rheobase
